-- Recurring work and its history.

-- The slots that are done, and with each the earlier ones it made up for. Kept for a little over a year.
CREATE TABLE job_slot (
    job        TEXT    NOT NULL,
    account_id INTEGER NOT NULL, -- 0: the agency
    slot       INTEGER NOT NULL, -- minutes of the wall clock since 1970, in the zone of that time
    after      INTEGER NOT NULL, -- the slot done before it
    at         INTEGER NOT NULL, -- the instant it was
    PRIMARY KEY (job, account_id, slot)
) STRICT, WITHOUT ROWID;

CREATE TABLE job_run (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    job        TEXT    NOT NULL,
    state      INTEGER NOT NULL, -- see operations/runs.rs
    heavy      INTEGER NOT NULL, -- 1: only one of these at a time
    by         INTEGER NOT NULL, -- 0 schedule, 1 operator, 2 user
    by_name    TEXT    NOT NULL,
    late       INTEGER NOT NULL, -- 1: it makes up for what was missed or cut off
    started_at INTEGER NOT NULL, -- until it has begun: when it was asked for
    ended_at   INTEGER,
    pid        INTEGER,          -- while it runs: its process,
    born       INTEGER,          -- and when that began, since numbers come again
    done       INTEGER NOT NULL DEFAULT 0,
    total      INTEGER,
    rows       INTEGER,
    peak_bytes INTEGER,
    told       TEXT    NOT NULL DEFAULT '[]' -- notes and faults, JSON
) STRICT;
CREATE INDEX job_run_started ON job_run (started_at);
CREATE INDEX job_run_job ON job_run (job, started_at);
CREATE INDEX job_run_open ON job_run (state) WHERE state < 2; -- asked for or running

-- The accounts of a run. Without a slot somebody asked for it out of turn.
CREATE TABLE job_run_account (
    run_id     INTEGER NOT NULL REFERENCES job_run (id) ON DELETE CASCADE,
    account_id INTEGER NOT NULL, -- 0: the agency
    slot       INTEGER,
    after      INTEGER,
    at         INTEGER,
    PRIMARY KEY (run_id, account_id)
) STRICT, WITHOUT ROWID;
