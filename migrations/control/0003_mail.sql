-- The agency's own mail server, and work to be done beside requests.

CREATE TABLE job (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    kind       INTEGER NOT NULL, -- see queue/job.rs
    key        TEXT    NOT NULL, -- names what is done: the same thing is never queued twice
    payload    TEXT    NOT NULL,
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
