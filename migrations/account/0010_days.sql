-- Daily figures by one thing alone: what home asks for, without reading all that they are told apart by.

-- Visitors and opt-ins of a page. Weeks are days divided by seven: by day it would take six times the room.
CREATE TABLE rollup_week_page (
    week         INTEGER NOT NULL,
    page_id      INTEGER NOT NULL,
    unique_views INTEGER NOT NULL,
    opt_ins      INTEGER NOT NULL,
    PRIMARY KEY (week, page_id)
) STRICT, WITHOUT ROWID;

-- The same of a source, a word.
CREATE TABLE rollup_day_source (
    day          INTEGER NOT NULL,
    source       INTEGER NOT NULL,
    unique_views INTEGER NOT NULL,
    opt_ins      INTEGER NOT NULL,
    PRIMARY KEY (day, source)
) STRICT, WITHOUT ROWID;

-- Entries into all stages of a funnel, and its conversions.
CREATE TABLE rollup_day_funnel (
    day         INTEGER NOT NULL,
    funnel_id   INTEGER NOT NULL,
    entries     INTEGER NOT NULL,
    conversions INTEGER NOT NULL,
    value       INTEGER NOT NULL,
    PRIMARY KEY (day, funnel_id)
) STRICT, WITHOUT ROWID;

INSERT INTO rollup_week_page (week, page_id, unique_views, opt_ins)
SELECT day / 7 AS week, page_id, sum(unique_views), sum(opt_ins) /* whole table: once */ FROM rollup_page GROUP BY week, page_id
HAVING sum(unique_views) <> 0 OR sum(opt_ins) <> 0;
INSERT INTO rollup_day_source (day, source, unique_views, opt_ins)
SELECT day, source, sum(unique_views), sum(opt_ins) /* whole table: once */ FROM rollup_page GROUP BY day, source
HAVING sum(unique_views) <> 0 OR sum(opt_ins) <> 0;
INSERT INTO rollup_day_funnel (day, funnel_id, entries, conversions, value)
SELECT day, funnel_id, sum(entries), sum(conversions), sum(value) /* whole table: once */ FROM rollup_stage GROUP BY day, funnel_id
HAVING sum(entries) <> 0 OR sum(conversions) <> 0 OR sum(value) <> 0;

-- Triggers keep them: whatever way a daily figure changes, by a visitor, a repair or a whole file of history, these change with it.
-- The key of a row never changes.
CREATE TRIGGER page_counted AFTER INSERT ON rollup_page WHEN new.unique_views <> 0 OR new.opt_ins <> 0 BEGIN
    INSERT INTO rollup_week_page (week, page_id, unique_views, opt_ins)
    VALUES (new.day / 7, new.page_id, new.unique_views, new.opt_ins)
    ON CONFLICT DO UPDATE SET unique_views = unique_views + excluded.unique_views, opt_ins = opt_ins + excluded.opt_ins;
    INSERT INTO rollup_day_source (day, source, unique_views, opt_ins) VALUES (new.day, new.source, new.unique_views, new.opt_ins)
    ON CONFLICT DO UPDATE SET unique_views = unique_views + excluded.unique_views, opt_ins = opt_ins + excluded.opt_ins;
END;
CREATE TRIGGER page_counted_on AFTER UPDATE ON rollup_page
WHEN new.unique_views <> old.unique_views OR new.opt_ins <> old.opt_ins BEGIN
    INSERT INTO rollup_week_page (week, page_id, unique_views, opt_ins)
    VALUES (new.day / 7, new.page_id, new.unique_views - old.unique_views, new.opt_ins - old.opt_ins)
    ON CONFLICT DO UPDATE SET unique_views = unique_views + excluded.unique_views, opt_ins = opt_ins + excluded.opt_ins;
    INSERT INTO rollup_day_source (day, source, unique_views, opt_ins)
    VALUES (new.day, new.source, new.unique_views - old.unique_views, new.opt_ins - old.opt_ins)
    ON CONFLICT DO UPDATE SET unique_views = unique_views + excluded.unique_views, opt_ins = opt_ins + excluded.opt_ins;
END;
CREATE TRIGGER page_uncounted AFTER DELETE ON rollup_page WHEN old.unique_views <> 0 OR old.opt_ins <> 0 BEGIN
    INSERT INTO rollup_week_page (week, page_id, unique_views, opt_ins)
    VALUES (old.day / 7, old.page_id, -old.unique_views, -old.opt_ins)
    ON CONFLICT DO UPDATE SET unique_views = unique_views + excluded.unique_views, opt_ins = opt_ins + excluded.opt_ins;
    INSERT INTO rollup_day_source (day, source, unique_views, opt_ins) VALUES (old.day, old.source, -old.unique_views, -old.opt_ins)
    ON CONFLICT DO UPDATE SET unique_views = unique_views + excluded.unique_views, opt_ins = opt_ins + excluded.opt_ins;
END;
CREATE TRIGGER stage_counted AFTER INSERT ON rollup_stage WHEN new.entries <> 0 OR new.conversions <> 0 OR new.value <> 0 BEGIN
    INSERT INTO rollup_day_funnel (day, funnel_id, entries, conversions, value)
    VALUES (new.day, new.funnel_id, new.entries, new.conversions, new.value)
    ON CONFLICT DO UPDATE SET entries = entries + excluded.entries, conversions = conversions + excluded.conversions,
        value = value + excluded.value;
END;
CREATE TRIGGER stage_counted_on AFTER UPDATE ON rollup_stage
WHEN new.entries <> old.entries OR new.conversions <> old.conversions OR new.value <> old.value BEGIN
    INSERT INTO rollup_day_funnel (day, funnel_id, entries, conversions, value)
    VALUES (new.day, new.funnel_id, new.entries - old.entries, new.conversions - old.conversions, new.value - old.value)
    ON CONFLICT DO UPDATE SET entries = entries + excluded.entries, conversions = conversions + excluded.conversions,
        value = value + excluded.value;
END;
CREATE TRIGGER stage_uncounted AFTER DELETE ON rollup_stage WHEN old.entries <> 0 OR old.conversions <> 0 OR old.value <> 0 BEGIN
    INSERT INTO rollup_day_funnel (day, funnel_id, entries, conversions, value)
    VALUES (old.day, old.funnel_id, -old.entries, -old.conversions, -old.value)
    ON CONFLICT DO UPDATE SET entries = entries + excluded.entries, conversions = conversions + excluded.conversions,
        value = value + excluded.value;
END;

-- What home counts: new leads whom nobody has, and pages by what has become of them.
CREATE INDEX lead_waiting ON lead (created_at) WHERE assignee_id IS NULL AND status = 0 AND suspect = 0;
DROP INDEX landing_page_funnel;
CREATE INDEX landing_page_funnel ON landing_page (funnel_id, status);
