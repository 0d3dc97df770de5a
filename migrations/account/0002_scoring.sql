-- Lead scores (scoring/mod.rs).

-- Every model that was ever active; the newest is. Rules: scoring/entry.rs.
CREATE TABLE score_model (
    version      INTEGER PRIMARY KEY,
    model        TEXT    NOT NULL,
    activated_at INTEGER NOT NULL,
    activated_by TEXT    NOT NULL
) STRICT;

-- The model that every account begins with.
INSERT INTO score_model (version, model, activated_at, activated_by) VALUES (1, '{
    "fit": [
        {"field": "customer.phone", "operator": "not_empty", "value": null, "points": 15},
        {"field": "customer.email", "operator": "not_empty", "value": null, "points": 5},
        {"field": "customer.company", "operator": "not_empty", "value": null, "points": 10},
        {"field": "customer.status", "operator": "equals", "value": "customer", "points": 10},
        {"field": "lead.value", "operator": "gt", "value": 0, "points": 10}
    ],
    "engagement": [
        {"kind": "form_submit", "points": 20, "cap": 30, "decay": {"kind": "half_life", "days": 30}},
        {"kind": "page_view", "points": 2, "per_day": 5, "cap": 20, "decay": {"kind": "half_life", "days": 14}},
        {"kind": "page_view", "points": 10, "at_least": 3, "within_days": 14},
        {"kind": "email_open", "points": 2, "per_day": 2, "cap": 10, "decay": {"kind": "half_life", "days": 30}},
        {"kind": "email_click", "points": 5, "per_day": 2, "cap": 15, "decay": {"kind": "half_life", "days": 30}},
        {"kind": "call", "points": 10, "per_day": 1, "cap": 20, "decay": {"kind": "half_life", "days": 30}},
        {"kind": "meeting", "points": 20, "per_day": 1, "cap": 40, "decay": {"kind": "half_life", "days": 60}},
        {"kind": "share", "points": 5, "per_day": 1, "cap": 10, "decay": {"kind": "half_life", "days": 60}},
        {"kind": "referral", "points": 10, "cap": 20, "decay": {"kind": "half_life", "days": 90}},
        {"kind": "unsubscribe", "points": -20, "cap": 20}
    ],
    "disqualifiers": [
        {"field": "lead.status", "operator": "equals", "value": "invalid"},
        {"field": "customer.status", "operator": "equals", "value": "blocked"}
    ],
    "caps": {"fit": 40, "engagement": 70, "total": 100},
    "thresholds": {"a": 70, "b": 45, "c": 20, "margin": 5}
}', 0, '');

-- Narrow, because a nightly pass rewrites what changed. Suspects have none.
CREATE TABLE lead_score (
    lead_id     INTEGER PRIMARY KEY REFERENCES lead (id) ON DELETE CASCADE,
    fit         INTEGER NOT NULL,
    engagement  INTEGER NOT NULL,
    total       INTEGER NOT NULL, -- 0 to 100
    grade       INTEGER NOT NULL, -- 0 A, 1 B, 2 C, 3 D
    version     INTEGER NOT NULL, -- the model that graded it
    computed_at INTEGER NOT NULL  -- when it last changed
) STRICT;
CREATE INDEX lead_score_total ON lead_score (total);

-- How many leads stand where. Triggers keep it, so that leads that go with their customer are counted out too.
CREATE TABLE score_bucket (
    grade  INTEGER NOT NULL,
    bucket INTEGER NOT NULL, -- tens of the total; 9 holds 90 to 100
    leads  INTEGER NOT NULL,
    PRIMARY KEY (grade, bucket)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER lead_score_added AFTER INSERT ON lead_score BEGIN
    INSERT INTO score_bucket (grade, bucket, leads) VALUES (new.grade, min(new.total / 10, 9), 1)
    ON CONFLICT DO UPDATE SET leads = leads + 1;
END;
CREATE TRIGGER lead_score_changed AFTER UPDATE ON lead_score
WHEN old.grade <> new.grade OR min(old.total / 10, 9) <> min(new.total / 10, 9) BEGIN
    UPDATE score_bucket SET leads = leads - 1 WHERE grade = old.grade AND bucket = min(old.total / 10, 9);
    INSERT INTO score_bucket (grade, bucket, leads) VALUES (new.grade, min(new.total / 10, 9), 1)
    ON CONFLICT DO UPDATE SET leads = leads + 1;
END;
CREATE TRIGGER lead_score_gone AFTER DELETE ON lead_score BEGIN
    UPDATE score_bucket SET leads = leads - 1 WHERE grade = old.grade AND bucket = min(old.total / 10, 9);
END;

-- Leads that entered another grade.
CREATE TABLE grade_crossing (
    id         INTEGER PRIMARY KEY,
    lead_id    INTEGER NOT NULL REFERENCES lead (id) ON DELETE CASCADE,
    at         INTEGER NOT NULL,
    from_grade INTEGER NOT NULL,
    to_grade   INTEGER NOT NULL
) STRICT;
CREATE INDEX grade_crossing_at ON grade_crossing (at);
CREATE INDEX grade_crossing_lead ON grade_crossing (lead_id, at);

-- A pass over all leads that is on its way, so that it goes on after a restart. Files from before scoring begin with one.
CREATE TABLE score_run (
    one        INTEGER PRIMARY KEY CHECK (one = 1),
    after_lead INTEGER NOT NULL, -- the last lead that is done
    done       INTEGER NOT NULL,
    started_at INTEGER NOT NULL  -- leads from before that have no score yet cross nothing by their first one
) STRICT;
INSERT INTO score_run (one, after_lead, done, started_at)
SELECT 1, 0, 0, CAST(unixepoch('subsec') * 1000 AS INTEGER) WHERE EXISTS (SELECT 1 FROM lead);
