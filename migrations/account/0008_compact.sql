-- Less room for the same.

-- What interactions that the product writes itself say over and over (interactions/model.rs), each text once. No row is ever deleted.
CREATE TABLE repeated (
    id   INTEGER PRIMARY KEY,
    text TEXT    NOT NULL UNIQUE
) STRICT;
INSERT INTO repeated (text)
SELECT DISTINCT data /* whole table: once */ FROM lead_interaction
-- Of page views those that only name the page: others were told by somebody else.
WHERE kind = 11 OR (kind = 0 AND data GLOB '{"page_id":[0-9]*' AND ltrim(substr(data, 12), '0123456789') = '}');

-- Written anew instead of changed in place, so that its pages are full.
CREATE TABLE shorter (
    lead_id INTEGER NOT NULL REFERENCES lead (id) ON DELETE CASCADE,
    at      INTEGER NOT NULL,
    seq     INTEGER NOT NULL, -- tells interactions of one millisecond apart
    kind    INTEGER NOT NULL, -- see interactions/model.rs
    actor   INTEGER NOT NULL, -- 0 human, 1 bot, 2 system, 3 user
    user_id INTEGER,
    agent   INTEGER NOT NULL, -- word of the user agent
    data    TEXT    NOT NULL, -- a JSON object, or the number of one in repeated
    PRIMARY KEY (lead_id, at, seq)
) STRICT, WITHOUT ROWID;
INSERT INTO shorter (lead_id, at, seq, kind, actor, user_id, agent, data)
SELECT lead_id, at, seq, kind, actor, user_id, agent,
       CASE WHEN kind IN (0, 11) THEN coalesce((SELECT id FROM repeated WHERE text = data), data) ELSE data END /* whole table: once */
FROM lead_interaction ORDER BY lead_id, at, seq;
DROP TABLE lead_interaction;
ALTER TABLE shorter RENAME TO lead_interaction;

-- Interactions with their data in full: for all who read them.
CREATE VIEW interaction AS
SELECT lead_id, at, seq, kind, actor, user_id, agent, coalesce((SELECT text FROM repeated WHERE repeated.id = data), data) AS data
FROM lead_interaction;

-- A draft without HTML has that of its page's newest version.
UPDATE landing_page SET html = x''
WHERE html = (SELECT v.html FROM landing_page_version AS v WHERE v.page_id = landing_page.id ORDER BY v.number DESC LIMIT 1);
