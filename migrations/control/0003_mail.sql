-- The agency's own mail server, work to be done beside requests, and alarms for the operator.

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

-- Where the agency's alarms are told, beside mail.
CREATE TABLE webhook (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    url        TEXT    NOT NULL,
    secret     BLOB    NOT NULL, -- sealed
    old_secret BLOB,             -- signs beside the new one until old_until
    old_until  INTEGER,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE alarm_setting (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    to_owners  INTEGER NOT NULL,
    emails     TEXT    NOT NULL, -- a JSON array
    webhook    INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

-- What is wrong with the appliance, or was in the last 30 days.
CREATE TABLE alarm (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    key           TEXT    NOT NULL, -- names what is wrong: one alarm of a key is open at a time
    severity      INTEGER NOT NULL, -- see alerts/alarm.rs
    what          TEXT    NOT NULL, -- in both languages as JSON
    remedy        TEXT    NOT NULL, -- the same
    since         INTEGER NOT NULL,
    found_at      INTEGER NOT NULL, -- the last time that it was found to be so
    told_severity INTEGER,          -- what the operator was told of last; null while nobody could be told
    told_at       INTEGER,
    seen_at       INTEGER,
    seen_by       TEXT,
    over_at       INTEGER
) STRICT;
CREATE UNIQUE INDEX alarm_open ON alarm (key) WHERE over_at IS NULL;
CREATE INDEX alarm_told ON alarm (key, told_at);
CREATE INDEX alarm_over ON alarm (over_at) WHERE over_at IS NOT NULL;
