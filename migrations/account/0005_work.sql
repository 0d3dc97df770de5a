-- Work on leads: callbacks that fall due, whose leads they are, and changes to many leads at once.

-- What "today" looks through: few leads of all wait for a call.
CREATE INDEX lead_callback ON lead (callback_at) WHERE callback_at IS NOT NULL AND closed_at IS NULL AND suspect = 0;
CREATE INDEX lead_assignee ON lead (assignee_id, created_at) WHERE assignee_id IS NOT NULL;
CREATE INDEX lead_unassigned ON lead (created_at) WHERE assignee_id IS NULL;

-- A change to many leads, done in slices in the order of their ids.
CREATE TABLE bulk_run (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    state       INTEGER NOT NULL, -- see leads/bulk.rs
    action      TEXT    NOT NULL, -- JSON, see leads/bulk.rs
    filter      TEXT    NOT NULL, -- the list's query string
    picked      TEXT,             -- a JSON list of lead ids, where single leads were ticked
    started_by  TEXT    NOT NULL, -- a name
    started_at  INTEGER NOT NULL,
    finished_at INTEGER,
    cursor      INTEGER NOT NULL, -- the last lead that was looked at
    last        INTEGER NOT NULL, -- the last lead there was at the start: later ones are left alone
    total       INTEGER NOT NULL, -- leads that fitted at the start
    done        INTEGER NOT NULL, -- leads that were looked at
    changed     INTEGER NOT NULL
) STRICT;

-- Why leads of a run were left as they are.
CREATE TABLE bulk_skip (
    run_id   INTEGER NOT NULL REFERENCES bulk_run (id) ON DELETE CASCADE,
    reason   INTEGER NOT NULL, -- see leads/bulk.rs
    leads    INTEGER NOT NULL,
    examples TEXT    NOT NULL, -- a JSON list of the first lead ids
    PRIMARY KEY (run_id, reason)
) STRICT, WITHOUT ROWID;
