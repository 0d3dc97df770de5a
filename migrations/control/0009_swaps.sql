-- Account files that are being put in place of others: noted before the first of them moves, gone when all have moved. What a crash
-- leaves here, the next start finishes or undoes.
CREATE TABLE swap (
    id          INTEGER PRIMARY KEY,
    slug        TEXT    NOT NULL,
    begun_at    INTEGER NOT NULL,
    put         TEXT,             -- the file in accounts/ that becomes the account's; null: it has none any more
    put_archive TEXT,             -- the same of its archive
    had         INTEGER NOT NULL, -- 1 where there was one before
    had_archive INTEGER NOT NULL,
    aside       TEXT    NOT NULL  -- the old ones become <aside>.db and <aside>.archive.db
) STRICT;

-- Restores that somebody asked for, and what came of each.
CREATE TABLE restore (
    id       INTEGER PRIMARY KEY,
    asked_at INTEGER NOT NULL,
    asked_by TEXT    NOT NULL, -- as in the access log
    wanted   TEXT    NOT NULL, -- JSON, see backups/restore.rs
    state    INTEGER NOT NULL, -- 0 waiting, 1 under way, 2 done, 3 failed
    progress TEXT    NOT NULL, -- JSON
    told     TEXT    NOT NULL, -- JSON: what there is to say, by account
    ended_at INTEGER
) STRICT;
CREATE INDEX restore_open ON restore (id) WHERE state <= 1;

-- Accounts that show a snapshot of another, to look at before it is put in place.
CREATE TABLE restored_account (
    account_id  INTEGER PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
    of_account  INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    snapshot    TEXT    NOT NULL,
    snapshot_at INTEGER NOT NULL
) STRICT;
CREATE INDEX restored_account_of ON restored_account (of_account);
