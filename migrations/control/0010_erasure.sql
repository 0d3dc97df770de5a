-- Persons and accounts that were erased. Nothing here says who a person was: hashes with a key of this installation (retention/erasure.rs)
-- find them again where a backup brings them back.

CREATE TABLE erased_person (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id  INTEGER NOT NULL, -- it may be gone by now
    customer_id INTEGER NOT NULL,
    known_since INTEGER NOT NULL, -- when that customer was made: after a restore an id may be handed out once more
    email_hash  TEXT,
    phone_hash  TEXT,
    reason      INTEGER NOT NULL, -- see retention/erasure.rs
    actor       TEXT    NOT NULL,
    actor_name  TEXT    NOT NULL,
    at          INTEGER NOT NULL,
    rows        TEXT    NOT NULL, -- JSON: how many rows of which table
    done_at     INTEGER,          -- from when on the account's files have no row of it
    tidied_at   INTEGER           -- from when on they have no trace of it: they were written anew
) STRICT;
CREATE INDEX erased_person_account ON erased_person (account_id, id);
CREATE INDEX erased_person_open ON erased_person (id) WHERE tidied_at IS NULL;

-- Their ids are never handed out again, since the access log goes on to name them.
CREATE TABLE erased_account (
    account_id INTEGER PRIMARY KEY,
    slug       TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    actor      TEXT    NOT NULL,
    actor_name TEXT    NOT NULL,
    at         INTEGER NOT NULL,
    rows       TEXT    NOT NULL, -- JSON: how many rows of which table
    files      TEXT    NOT NULL, -- JSON: how large which file was
    done_at    INTEGER           -- from when on no file and no row of it is left
) STRICT;
CREATE INDEX erased_account_slug ON erased_account (slug, at);

-- What other features keep of an account goes with it. Runs of jobs stay, as history, and so do figures of the whole box.
CREATE TRIGGER account_gone AFTER DELETE ON account BEGIN
    DELETE FROM capacity_part WHERE account_id = old.id;
    DELETE FROM job_slot WHERE account_id = old.id;
    DELETE FROM job_run_account WHERE account_id = old.id;
    DELETE FROM alarm WHERE key LIKE '%:' || old.slug;
END;
