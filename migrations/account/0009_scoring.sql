-- The scoring night.

-- Scores are written a thousand at a time, and their places in the distribution counted once for all of them, by whoever writes them
-- (scoring/store/scores.rs). The trigger for those that go with their lead stays.
DROP TRIGGER lead_score_added;
DROP TRIGGER lead_score_changed;

-- How far the pass of a night has come, so that one that was killed goes on there. Gone when it is done.
CREATE TABLE score_night (
    one        INTEGER PRIMARY KEY CHECK (one = 1),
    day        INTEGER NOT NULL, -- of the account's calendar: what is left of another day's pass counts no longer
    after_lead INTEGER NOT NULL  -- the last lead that is done
) STRICT;
