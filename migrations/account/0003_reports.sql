-- Funnel versions, voided conversions, monthly statistics, page figures by referrer.

-- The stages of a funnel as they were from an instant on, so that the report of a past period shows them so.
CREATE TABLE funnel_version (
    funnel_id INTEGER NOT NULL REFERENCES funnel (id) ON DELETE CASCADE,
    number    INTEGER NOT NULL, -- counted from 1 within its funnel
    stages    TEXT    NOT NULL,
    from_at   INTEGER NOT NULL,
    PRIMARY KEY (funnel_id, number)
) STRICT, WITHOUT ROWID;
INSERT INTO funnel_version (funnel_id, number, stages, from_at) SELECT id, 1, stages, created_at FROM funnel;

-- Which pages name a funnel, without reading their HTML.
CREATE INDEX landing_page_version_funnel ON landing_page_version (funnel_id, page_id) WHERE funnel_id IS NOT NULL;

-- The day on which it was counted; absent for a conversion from before this column, whose day is told by its time.
ALTER TABLE funnel_conversion ADD COLUMN day INTEGER;
ALTER TABLE funnel_conversion ADD COLUMN voided_at INTEGER;
ALTER TABLE funnel_conversion ADD COLUMN void_reason TEXT;
ALTER TABLE funnel_conversion ADD COLUMN voided_by TEXT;
CREATE INDEX conversion_voided ON funnel_conversion (converted_at) WHERE voided_at IS NOT NULL;

-- Conversions of a month, which outlive their rows. The month counts from the year 0: 2026-11 is 24322.
CREATE TABLE rollup_month (
    funnel_id   INTEGER NOT NULL,
    month       INTEGER NOT NULL,
    stage       TEXT    NOT NULL,
    currency    TEXT    NOT NULL,
    conversions INTEGER NOT NULL,
    value       INTEGER NOT NULL,
    PRIMARY KEY (funnel_id, month, stage, currency)
) STRICT, WITHOUT ROWID;
-- Daily figures have no currency: they are taken to be in the funnel's, but for conversions that are known to be in another one. Their
-- month is that of Korea's time.
INSERT INTO rollup_month (funnel_id, month, stage, currency, conversions, value)
WITH other AS (
    SELECT c.funnel_id, (c.converted_at / 1000 + 32400) / 86400 AS day, c.stage, c.currency, coalesce(c.value, 0) AS value, f.currency AS usual
    FROM funnel_conversion AS c JOIN funnel AS f ON f.id = c.funnel_id
    WHERE c.currency <> f.currency /* whole table: once */
), one (funnel_id, day, stage, currency, conversions, value) AS (
    SELECT funnel_id, day, stage, currency, conversions, value
    FROM rollup_stage JOIN funnel ON funnel.id = funnel_id
    WHERE conversions <> 0 OR value <> 0 /* whole table: once */
    UNION ALL SELECT funnel_id, day, stage, currency, 1, value FROM other
    UNION ALL SELECT funnel_id, day, stage, usual, -1, -value FROM other
)
SELECT funnel_id, strftime('%Y', day * 86400, 'unixepoch') * 12 + strftime('%m', day * 86400, 'unixepoch') - 1 AS month,
       stage, currency, sum(conversions), sum(value)
FROM one
GROUP BY funnel_id, month, stage, currency
HAVING sum(conversions) <> 0 OR sum(value) <> 0;

-- A page's day by the host that led there, a word; 0 for none, -1 for what was counted before hosts were told apart.
CREATE TABLE rollup_referrer (
    day          INTEGER NOT NULL,
    page_id      INTEGER NOT NULL,
    referrer     INTEGER NOT NULL,
    views        INTEGER NOT NULL,
    unique_views INTEGER NOT NULL,
    opt_ins      INTEGER NOT NULL,
    PRIMARY KEY (day, page_id, referrer)
) STRICT, WITHOUT ROWID;
INSERT INTO rollup_referrer (day, page_id, referrer, views, unique_views, opt_ins)
SELECT day, page_id, -1, sum(views), sum(unique_views), sum(opt_ins) /* whole table: once */ FROM rollup_page GROUP BY day, page_id;
