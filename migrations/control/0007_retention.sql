-- How long the access log is kept.

-- A kind without a row has its usual period. Kinds: retention/model.rs.
CREATE TABLE retention_period (
    kind   INTEGER PRIMARY KEY,
    months INTEGER NOT NULL
) STRICT;

-- Where the access log begins, once its oldest rows have gone: behind this row, whose hash the next one is chained to.
CREATE TABLE access_log_start (
    only   INTEGER PRIMARY KEY CHECK (only = 1),
    row_id INTEGER NOT NULL,
    hash   BLOB    NOT NULL
) STRICT;
