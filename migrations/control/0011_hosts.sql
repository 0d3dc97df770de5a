-- Host names of accounts: which account answers to which name of its own.

CREATE TABLE host (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    name         TEXT    NOT NULL UNIQUE,     -- as the DNS has it: lower case, `xn--` for what is not ASCII, no dot at the end
    account_id   INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    root_page_id INTEGER,                     -- the landing page at `/`, in the account's own file; it may be gone from there
    is_main      INTEGER NOT NULL DEFAULT 0 CHECK (is_main IN (0, 1)), -- the one that the account's links name
    created_at   INTEGER NOT NULL,
    dns_state    INTEGER NOT NULL DEFAULT 0,  -- what the last look-up found, see accounts/host.rs
    dns_found    TEXT    NOT NULL DEFAULT '', -- the addresses of the name then, with spaces between them
    dns_wanted   TEXT    NOT NULL DEFAULT '', -- the addresses of this box then
    checked_at   INTEGER                      -- null: never
) STRICT;
CREATE INDEX host_account ON host (account_id, id);
CREATE UNIQUE INDEX host_main ON host (account_id) WHERE is_main = 1;
