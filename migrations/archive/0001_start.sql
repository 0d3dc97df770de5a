-- The interactions of an account that are older than its file keeps: by month first, so that a month goes as one range.

CREATE TABLE archived_interaction (
    month   INTEGER NOT NULL, -- of UTC, whatever the account's zone becomes; counted from the year 0
    lead_id INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    seq     INTEGER NOT NULL,
    kind    INTEGER NOT NULL,
    actor   INTEGER NOT NULL,
    user_id INTEGER,
    agent   INTEGER NOT NULL, -- a word of the account's file
    data    TEXT    NOT NULL,
    PRIMARY KEY (month, lead_id, at, seq)
) STRICT, WITHOUT ROWID;
