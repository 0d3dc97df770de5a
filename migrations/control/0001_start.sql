-- The agency's own file: who may enter, which accounts there are, what was done.

CREATE TABLE agency (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    name       TEXT    NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

-- Random keys of this installation: one signs, none is ever shown.
CREATE TABLE server_key (
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE account (
    id         INTEGER PRIMARY KEY,
    slug       TEXT    NOT NULL UNIQUE,
    name       TEXT    NOT NULL,
    status     INTEGER NOT NULL, -- 0 active, 1 paused, 2 archived
    ready      INTEGER NOT NULL, -- 0 until its file exists: control first as pending, then the file, then confirm
    time_zone  TEXT    NOT NULL,
    locale     TEXT    NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE user (
    id            INTEGER PRIMARY KEY,
    email         TEXT    NOT NULL,
    email_key     TEXT    NOT NULL UNIQUE,
    name          TEXT    NOT NULL,
    password_hash TEXT    NOT NULL,
    role          INTEGER NOT NULL, -- see users/model.rs
    totp_secret   BLOB,
    locale        TEXT    NOT NULL,
    created_at    INTEGER NOT NULL,
    disabled_at   INTEGER
) STRICT;

-- Accounts a user who is not an owner may enter.
CREATE TABLE user_account (
    user_id    INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    PRIMARY KEY (user_id, account_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
    token_hash BLOB    PRIMARY KEY,
    user_id    INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    seen_at    INTEGER NOT NULL,
    address    TEXT    NOT NULL,
    user_agent TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_user ON session (user_id);
CREATE INDEX session_seen ON session (seen_at);

CREATE TABLE api_token (
    id           INTEGER PRIMARY KEY,
    token_hash   BLOB    NOT NULL UNIQUE,
    name         TEXT    NOT NULL,
    account_id   INTEGER REFERENCES account (id) ON DELETE CASCADE, -- null: the agency's
    role         INTEGER NOT NULL,
    created_at   INTEGER NOT NULL,
    revoked_at   INTEGER
) STRICT;

-- Append-only; each row carries the hash of the one before it.
CREATE TABLE access_log (
    id         INTEGER PRIMARY KEY,
    at         INTEGER NOT NULL,
    actor      TEXT    NOT NULL, -- user:3, token:5, cli, system
    actor_name TEXT    NOT NULL,
    address    TEXT    NOT NULL,
    account_id INTEGER,
    event_id   INTEGER,          -- the outbox row it came from
    subject    TEXT    NOT NULL, -- whose data: customer:17
    action     TEXT    NOT NULL, -- customer.update
    hash       BLOB    NOT NULL,
    UNIQUE (account_id, event_id)
) STRICT;
CREATE INDEX access_log_at ON access_log (at);

CREATE TABLE idempotency (
    key_hash   BLOB    PRIMARY KEY, -- of token, method, path and key
    body_hash  BLOB    NOT NULL,
    status     INTEGER NOT NULL,
    body       BLOB    NOT NULL,
    at         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_at ON idempotency (at);
