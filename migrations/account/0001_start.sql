-- One client account. Enums are integers (their model.rs says which), times unix milliseconds, days days since 1970.
-- AUTOINCREMENT where an id is remembered elsewhere: one that was deleted is never handed out again.

CREATE TABLE customer (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    name             TEXT    NOT NULL DEFAULT '',
    email            TEXT,
    email_key        TEXT, -- compared without case
    phone            TEXT, -- E.164
    company          TEXT    NOT NULL DEFAULT '',
    status           INTEGER NOT NULL, -- 0 lead, 1 customer, 2 dormant, 3 blocked
    attributes       BLOB    NOT NULL DEFAULT (jsonb('{}')),
    source           TEXT,
    created_at       INTEGER NOT NULL,
    updated_at       INTEGER NOT NULL,
    last_activity_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX customer_email ON customer (email_key) WHERE email_key IS NOT NULL;
CREATE UNIQUE INDEX customer_phone ON customer (phone) WHERE phone IS NOT NULL;
CREATE INDEX customer_status ON customer (status);
CREATE INDEX customer_name ON customer (name);
CREATE INDEX customer_created ON customer (created_at);
CREATE INDEX customer_updated ON customer (updated_at);
CREATE INDEX customer_activity ON customer (last_activity_at);

CREATE TABLE customer_tag (
    tag         TEXT    NOT NULL,
    customer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
    PRIMARY KEY (tag, customer_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX customer_tag_customer ON customer_tag (customer_id);

CREATE TABLE funnel (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    name       TEXT    NOT NULL,
    status     INTEGER NOT NULL, -- 0 draft, 1 active, 2 archived
    stages     TEXT    NOT NULL, -- [{"key","name","goal"}]
    currency   TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE landing_page (
    id           INTEGER PRIMARY KEY,
    slug         TEXT    NOT NULL UNIQUE,
    title        TEXT    NOT NULL,
    status       INTEGER NOT NULL, -- 0 draft, 1 published, 2 archived
    html         BLOB    NOT NULL, -- zstd of UTF-8
    form         TEXT    NOT NULL,
    funnel_id    INTEGER REFERENCES funnel (id),
    thank_you    TEXT    NOT NULL,
    version_id   INTEGER REFERENCES landing_page_version (id), -- what visitors see
    published_at INTEGER,
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX landing_page_title ON landing_page (title);
CREATE INDEX landing_page_created ON landing_page (created_at);
CREATE INDEX landing_page_updated ON landing_page (updated_at);
CREATE INDEX landing_page_funnel ON landing_page (funnel_id);

CREATE TABLE landing_page_version (
    id           INTEGER PRIMARY KEY,
    page_id      INTEGER NOT NULL REFERENCES landing_page (id) ON DELETE CASCADE,
    number       INTEGER NOT NULL, -- counted from 1 within its page
    title        TEXT    NOT NULL,
    html         BLOB    NOT NULL,
    form         TEXT    NOT NULL,
    funnel_id    INTEGER REFERENCES funnel (id),
    thank_you    TEXT    NOT NULL,
    published_at INTEGER NOT NULL,
    published_by TEXT    NOT NULL,
    UNIQUE (page_id, number)
) STRICT;

-- Words that repeat: user agents, UTM values, referrers. 0 stands for none and has no row.
CREATE TABLE word (
    id   INTEGER PRIMARY KEY,
    text TEXT    NOT NULL UNIQUE
) STRICT;

-- Where a visit came from, each combination once.
CREATE TABLE touch (
    id       INTEGER PRIMARY KEY,
    source   INTEGER NOT NULL,
    medium   INTEGER NOT NULL,
    campaign INTEGER NOT NULL,
    term     INTEGER NOT NULL,
    content  INTEGER NOT NULL,
    referrer INTEGER NOT NULL,
    UNIQUE (source, medium, campaign, term, content, referrer)
) STRICT;

CREATE TABLE lead (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id      INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
    landing_page_id  INTEGER REFERENCES landing_page (id),
    funnel_id        INTEGER REFERENCES funnel (id),
    stage            TEXT,
    status           INTEGER NOT NULL, -- 0 new, 1 open, 2 won, 3 lost, 4 invalid
    work_status      TEXT    NOT NULL,
    suspicions       INTEGER NOT NULL DEFAULT 0, -- all recorded reasons: bits of interactions/suspicion.rs
    suspect          INTEGER NOT NULL, -- 1 while one of them sets the lead apart
    first_touch_id   INTEGER NOT NULL, -- a touch; the dictionary never loses one
    last_touch_id    INTEGER NOT NULL, -- a touch; the dictionary never loses one
    source           INTEGER NOT NULL, -- word of the last touch: lists filter by it
    campaign         INTEGER NOT NULL,
    device           INTEGER NOT NULL,
    value            INTEGER,
    assignee_id      INTEGER,          -- a user of control.db
    form             TEXT    NOT NULL,
    created_at       INTEGER NOT NULL,
    updated_at       INTEGER NOT NULL,
    stage_entered_at INTEGER NOT NULL,
    closed_at        INTEGER,
    callback_at      INTEGER
) STRICT;
CREATE INDEX lead_created ON lead (created_at);
CREATE INDEX lead_updated ON lead (updated_at);
CREATE INDEX lead_stage_entered ON lead (stage_entered_at);
CREATE INDEX lead_customer ON lead (customer_id);
CREATE INDEX lead_board ON lead (funnel_id, stage, stage_entered_at);
CREATE INDEX lead_page ON lead (landing_page_id, created_at);
CREATE INDEX lead_suspect ON lead (created_at) WHERE suspect <> 0;

CREATE TABLE lead_interaction (
    lead_id INTEGER NOT NULL REFERENCES lead (id) ON DELETE CASCADE,
    at      INTEGER NOT NULL,
    seq     INTEGER NOT NULL, -- tells interactions of one millisecond apart
    kind    INTEGER NOT NULL, -- see interactions/model.rs
    actor   INTEGER NOT NULL, -- 0 human, 1 bot, 2 system, 3 user
    user_id INTEGER,
    agent   INTEGER NOT NULL, -- word of the user agent
    data    TEXT    NOT NULL,
    PRIMARY KEY (lead_id, at, seq)
) STRICT, WITHOUT ROWID;

-- Page views of people who are not leads (yet). Kept for 30 days.
CREATE TABLE visit (
    id       INTEGER PRIMARY KEY,
    visitor  BLOB    NOT NULL,
    page_id  INTEGER NOT NULL,
    day      INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    touch_id INTEGER NOT NULL,
    actor    INTEGER NOT NULL,
    agent    INTEGER NOT NULL,
    joined   INTEGER NOT NULL DEFAULT 0 -- the lead whose interaction it has become, 0 while it waits
) STRICT;
CREATE INDEX visit_visitor ON visit (visitor, page_id, day);
CREATE INDEX visit_at ON visit (at);

-- Events already counted, by the id their sender gave them. Kept for 30 days.
CREATE TABLE event (
    id BLOB    PRIMARY KEY,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX event_at ON event (at);

-- Submissions of the last minute, by page and normalised fields: a double click makes one lead.
CREATE TABLE submission (
    fingerprint BLOB    PRIMARY KEY,
    lead_id     INTEGER NOT NULL REFERENCES lead (id) ON DELETE CASCADE,
    at          INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX submission_at ON submission (at);
CREATE INDEX submission_lead ON submission (lead_id);

CREATE TABLE funnel_conversion (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    funnel_id    INTEGER NOT NULL REFERENCES funnel (id),
    lead_id      INTEGER NOT NULL REFERENCES lead (id) ON DELETE CASCADE,
    stage        TEXT    NOT NULL,
    value        INTEGER,
    currency     TEXT    NOT NULL,
    converted_at INTEGER NOT NULL
) STRICT;
CREATE INDEX conversion_funnel ON funnel_conversion (funnel_id, converted_at);
CREATE INDEX conversion_at ON funnel_conversion (converted_at);
CREATE INDEX conversion_lead ON funnel_conversion (lead_id);

-- Daily rollups: added to in the transaction that writes the rows they count. Every report reads these alone.
CREATE TABLE rollup_page (
    day          INTEGER NOT NULL,
    page_id      INTEGER NOT NULL,
    source       INTEGER NOT NULL,
    campaign     INTEGER NOT NULL,
    device       INTEGER NOT NULL,
    views        INTEGER NOT NULL,
    unique_views INTEGER NOT NULL,
    bot_views    INTEGER NOT NULL,
    opt_ins      INTEGER NOT NULL,
    PRIMARY KEY (day, page_id, source, campaign, device)
) STRICT, WITHOUT ROWID;

CREATE TABLE rollup_stage (
    day         INTEGER NOT NULL,
    funnel_id   INTEGER NOT NULL,
    stage       TEXT    NOT NULL,
    source      INTEGER NOT NULL,
    campaign    INTEGER NOT NULL,
    page_id     INTEGER NOT NULL, -- 0: no page
    device      INTEGER NOT NULL,
    entries     INTEGER NOT NULL,
    exits       INTEGER NOT NULL,
    conversions INTEGER NOT NULL,
    value       INTEGER NOT NULL,
    PRIMARY KEY (day, funnel_id, stage, source, campaign, page_id, device)
) STRICT, WITHOUT ROWID;

-- How long it took from opt-in to conversion, in buckets of a logarithmic histogram (rollups/histogram.rs).
CREATE TABLE rollup_stage_time (
    day         INTEGER NOT NULL,
    funnel_id   INTEGER NOT NULL,
    stage       TEXT    NOT NULL,
    source      INTEGER NOT NULL,
    campaign    INTEGER NOT NULL,
    page_id     INTEGER NOT NULL,
    device      INTEGER NOT NULL,
    bucket      INTEGER NOT NULL,
    conversions INTEGER NOT NULL,
    PRIMARY KEY (day, funnel_id, stage, source, campaign, page_id, device, bucket)
) STRICT, WITHOUT ROWID;

-- New leads of a day, suspects apart.
CREATE TABLE rollup_lead (
    day      INTEGER PRIMARY KEY,
    leads    INTEGER NOT NULL,
    suspects INTEGER NOT NULL
) STRICT;

-- Leads that stand in a stage now, without suspects.
CREATE TABLE stage_count (
    funnel_id INTEGER NOT NULL REFERENCES funnel (id) ON DELETE CASCADE,
    stage     TEXT    NOT NULL,
    leads     INTEGER NOT NULL,
    PRIMARY KEY (funnel_id, stage)
) STRICT, WITHOUT ROWID;

-- Totals of lists.
CREATE TABLE counter (
    name  TEXT    PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What later features and control.db still have to hear of, in order.
CREATE TABLE outbox (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    at      INTEGER NOT NULL,
    kind    INTEGER NOT NULL, -- see db/outbox.rs
    payload TEXT    NOT NULL
) STRICT;
CREATE INDEX outbox_kind ON outbox (kind, id);

CREATE TABLE idempotency (
    key_hash  BLOB    PRIMARY KEY, -- of token, method, path and key
    body_hash BLOB    NOT NULL,
    status    INTEGER NOT NULL,
    body      BLOB    NOT NULL,
    at        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_at ON idempotency (at);
