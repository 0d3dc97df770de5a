-- Roles of their own in each account, second factors, invitations, and what the access log is asked for.

-- A user who is no owner has a role in each account; user.role is the strongest of them, for lists.
ALTER TABLE user_account ADD COLUMN role INTEGER NOT NULL DEFAULT 0;
ALTER TABLE user_account ADD COLUMN may_export INTEGER NOT NULL DEFAULT 0;
UPDATE user_account SET role = (SELECT role FROM user WHERE user.id = user_id);
CREATE INDEX user_account_account ON user_account (account_id);

-- The time step of the last one-time code that let its user in: none before it counts again.
ALTER TABLE user ADD COLUMN totp_step INTEGER;

-- A code that was used is gone.
CREATE TABLE recovery_code (
    user_id   INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    code_hash BLOB    NOT NULL,
    PRIMARY KEY (user_id, code_hash)
) STRICT, WITHOUT ROWID;

-- One that was accepted or taken back is gone; the access log remembers it.
CREATE TABLE invitation (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    token_hash BLOB    NOT NULL UNIQUE,
    email      TEXT    NOT NULL,
    email_key  TEXT    NOT NULL UNIQUE,
    role       INTEGER NOT NULL,
    may_export INTEGER NOT NULL,
    invited_by TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE TABLE invitation_account (
    invitation_id INTEGER NOT NULL REFERENCES invitation (id) ON DELETE CASCADE,
    account_id    INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    PRIMARY KEY (invitation_id, account_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX invitation_account_account ON invitation_account (account_id);

-- 1: lists show names, phones and e-mail addresses masked to everyone.
ALTER TABLE account ADD COLUMN mask_lists INTEGER NOT NULL DEFAULT 0;

CREATE INDEX access_log_account ON access_log (account_id, at);
CREATE INDEX access_log_actor ON access_log (actor, at);
CREATE INDEX access_log_action ON access_log (action, at);
CREATE INDEX access_log_subject ON access_log (subject, at);

-- Where the chain ends: without it nobody would miss its last rows.
CREATE TABLE access_log_end (
    only   INTEGER PRIMARY KEY CHECK (only = 1),
    row_id INTEGER NOT NULL,
    hash   BLOB    NOT NULL
) STRICT;
INSERT INTO access_log_end (only, row_id, hash) SELECT 1, id, hash FROM access_log ORDER BY id DESC LIMIT 1;
