-- Backup runs, what is known of snapshots, and the off-site copy.

-- What the agency has chosen; without a row all is as usual.
CREATE TABLE backup_settings (
    only             INTEGER PRIMARY KEY CHECK (only = 1),
    keep_days        INTEGER NOT NULL,
    max_disk_percent INTEGER NOT NULL,
    min_free_gb      INTEGER NOT NULL,
    updated_at       INTEGER NOT NULL
) STRICT;

-- The store of the off-site copy; no row: there is none. The secret key is sealed.
CREATE TABLE backup_store (
    only              INTEGER PRIMARY KEY CHECK (only = 1),
    endpoint          TEXT    NOT NULL,
    region            TEXT    NOT NULL,
    bucket            TEXT    NOT NULL,
    prefix            TEXT    NOT NULL,
    -- path or virtual_host: where the bucket stands in an address.
    style             TEXT    NOT NULL,
    -- 1: it stands in this machine's own network.
    near              INTEGER NOT NULL,
    access_key_id     TEXT    NOT NULL,
    secret_access_key BLOB    NOT NULL,
    keep_days         INTEGER NOT NULL,
    -- KiB a second; null: as fast as it goes.
    upload_kib        INTEGER,
    updated_at        INTEGER NOT NULL
) STRICT;

-- Every run of every step, a year back. Steps and outcomes: backups/model.rs.
CREATE TABLE backup_run (
    id         INTEGER PRIMARY KEY,
    step       INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at   INTEGER NOT NULL,
    is_good    INTEGER NOT NULL,
    -- The id of the snapshot that it made; only a good run of the first step makes one.
    snapshot   TEXT,
    -- What it had to say: [{account, what:{ko, en}}].
    told       TEXT    NOT NULL
) STRICT;

CREATE INDEX backup_run_step ON backup_run (step, is_good, id);

-- Whole snapshots, as the repository and the off-site store had them when they were last listed.
CREATE TABLE backup_snapshot (
    -- Counts the snapshots of the repository, whatever the clock said. A copy has the same number and time, and another id.
    number      INTEGER NOT NULL,
    at          INTEGER NOT NULL,
    bytes       INTEGER NOT NULL,
    new_bytes   INTEGER NOT NULL,
    duration_ms INTEGER NOT NULL,
    -- [{path, at, bytes, rows}].
    files       TEXT    NOT NULL,
    -- Its id in the repository on this machine; null: it is not there.
    local_id    TEXT,
    -- Its id in the off-site store, and when it was first seen there.
    copy_id     TEXT,
    copied_at   INTEGER,
    PRIMARY KEY (number, at)
) STRICT, WITHOUT ROWID;

-- When each account was last restored aside and compared; 0 is the agency's own file.
CREATE TABLE backup_proof (
    account_id  INTEGER PRIMARY KEY,
    tried_at    INTEGER NOT NULL,
    -- What was wrong the last time: {ko, en}.
    fault       TEXT,
    -- The last time that nothing was.
    proven_at   INTEGER,
    snapshot    TEXT,
    snapshot_at INTEGER,
    bytes       INTEGER,
    rows        INTEGER,
    restore_ms  INTEGER
) STRICT;

-- That the recovery key was shown at least once.
CREATE TABLE backup_key_shown (
    only     INTEGER PRIMARY KEY CHECK (only = 1),
    shown_at INTEGER NOT NULL,
    shown_by TEXT    NOT NULL
) STRICT;
