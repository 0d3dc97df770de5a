-- How full everything is (capacity/mod.rs).

-- What was measured last, by file: account 0 is the agency's own. Parts 0 to 8 are the tables of base/table.rs, 9 is the rest.
CREATE TABLE capacity_part (
    account_id  INTEGER NOT NULL,
    part        INTEGER NOT NULL,
    measured_at INTEGER NOT NULL,
    rows        INTEGER NOT NULL,
    recent      INTEGER NOT NULL, -- rows of the last 30 days
    data_bytes  INTEGER NOT NULL,
    index_bytes INTEGER NOT NULL,
    PRIMARY KEY (account_id, part)
) STRICT, WITHOUT ROWID;

-- All files together on a day. Kept for five years.
CREATE TABLE capacity_day (
    day         INTEGER NOT NULL,
    part        INTEGER NOT NULL,
    rows        INTEGER NOT NULL,
    data_bytes  INTEGER NOT NULL,
    index_bytes INTEGER NOT NULL,
    PRIMARY KEY (day, part)
) STRICT, WITHOUT ROWID;

-- The disk on a day. Kept for five years.
CREATE TABLE capacity_disk (
    day            INTEGER PRIMARY KEY,
    database_bytes INTEGER NOT NULL,
    archive_bytes  INTEGER NOT NULL,
    backup_bytes   INTEGER NOT NULL,
    free_bytes     INTEGER NOT NULL
) STRICT;
