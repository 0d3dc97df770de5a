-- Work to be done beside requests (mail, webhooks), and where an account's alerts go.

CREATE TABLE job (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    kind       INTEGER NOT NULL, -- see queue/job.rs
    key        TEXT    NOT NULL, -- names what is done: the same thing is never queued twice
    payload    TEXT    NOT NULL, -- JSON; ids rather than what they stand for
    state      INTEGER NOT NULL, -- 0 waiting, 1 leased, 2 done, 3 given up
    tries      INTEGER NOT NULL,
    due_at     INTEGER NOT NULL, -- waiting: from when on; leased: until when
    worker     INTEGER,          -- the process that holds it
    answer     TEXT    NOT NULL, -- what came of the last try, in both languages as JSON; empty before
    created_at INTEGER NOT NULL,
    ended_at   INTEGER,
    UNIQUE (kind, key)
) STRICT;
CREATE INDEX job_due ON job (kind, due_at) WHERE state <= 1;
CREATE INDEX job_ended ON job (ended_at) WHERE state >= 2;
CREATE INDEX job_state ON job (state, id);

-- The account's own mail server; without a row mail goes through the agency's.
CREATE TABLE mail_server (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    host       TEXT    NOT NULL,
    port       INTEGER NOT NULL,
    security   INTEGER NOT NULL, -- see mailer/server.rs
    username   TEXT    NOT NULL,
    password   BLOB,             -- sealed
    from_email TEXT    NOT NULL,
    from_name  TEXT    NOT NULL,
    reply_to   TEXT,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE webhook (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    url        TEXT    NOT NULL,
    secret     BLOB    NOT NULL, -- sealed
    old_secret BLOB,             -- signs beside the new one until old_until
    old_until  INTEGER,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE alert_setting (
    id           INTEGER PRIMARY KEY CHECK (id = 1),
    to_assignee  INTEGER NOT NULL,
    emails       TEXT    NOT NULL, -- a JSON array
    webhook      INTEGER NOT NULL,
    full_mail    INTEGER NOT NULL, -- 1: names and numbers unmasked in mail
    full_webhook INTEGER NOT NULL, -- the same in the webhook
    updated_at   INTEGER NOT NULL
) STRICT;
