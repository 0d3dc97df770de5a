-- How long things are kept, and what is still known of what is gone.

-- A kind without a row has its usual period. Kinds: retention/model.rs.
CREATE TABLE retention_period (
    kind   INTEGER PRIMARY KEY,
    months INTEGER NOT NULL
) STRICT;

-- There is an archive beside this file, and all that lies in it happened before this instant.
CREATE TABLE archiving (
    one    INTEGER PRIMARY KEY CHECK (one = 1),
    before INTEGER NOT NULL
) STRICT;

-- A lead that is deleted has to be deleted from the archive too, which is another file: 5 is LeadGone of db/outbox.rs.
CREATE TRIGGER lead_gone AFTER DELETE ON lead WHEN EXISTS (SELECT 1 FROM archiving) BEGIN
    INSERT INTO outbox (at, kind, payload) VALUES (0, 5, '{"lead_id":' || old.id || '}');
END;

-- Conversions that live on in the monthly figures alone: a goal that counts once has counted.
CREATE TABLE past_conversion (
    id        INTEGER PRIMARY KEY, -- the conversion's own
    lead_id   INTEGER NOT NULL REFERENCES lead (id) ON DELETE CASCADE,
    funnel_id INTEGER NOT NULL,
    stage     TEXT    NOT NULL,
    voided    INTEGER NOT NULL
) STRICT;
CREATE INDEX past_conversion_lead ON past_conversion (lead_id);
CREATE INDEX past_conversion_funnel ON past_conversion (funnel_id);
