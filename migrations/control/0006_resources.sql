-- Minute samples of the machine, kept for 30 days. A minute that was missed has no row.

CREATE TABLE resource_sample (
    minute             INTEGER PRIMARY KEY, -- minutes since 1970 at which it was taken
    elapsed_ms         INTEGER NOT NULL,    -- since the sample before; the amounts below are of that time
    cores              INTEGER NOT NULL,
    rss_bytes          INTEGER,             -- of the server; absent where the kernel does not tell, as all that can be
    children_rss_bytes INTEGER,
    cpu_ms             INTEGER,
    read_bytes         INTEGER,
    written_bytes      INTEGER,
    reads              INTEGER,
    writes             INTEGER,
    disk_used_bytes    INTEGER,
    disk_free_bytes    INTEGER,
    wal_bytes          INTEGER NOT NULL,    -- of all open files
    connections        INTEGER NOT NULL,
    waiting_reads      INTEGER NOT NULL,
    waiting_writes     INTEGER NOT NULL,
    waiting_jobs       INTEGER NOT NULL,
    turned_away        INTEGER NOT NULL,    -- reads and writes that too many waited before
    cache_hits         INTEGER NOT NULL,
    cache_misses       INTEGER NOT NULL,
    requests           INTEGER NOT NULL,
    visitors           INTEGER NOT NULL,    -- those of them that came through the visitors' door
    failures           INTEGER NOT NULL,    -- those that were answered with 500 or above
    latencies          BLOB    NOT NULL,    -- how long the requests took, see base/latency.rs
    read_waits         BLOB    NOT NULL,    -- how long reads waited
    commits            BLOB    NOT NULL     -- how long commits took
) STRICT;
