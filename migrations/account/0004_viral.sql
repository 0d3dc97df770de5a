-- Viral loops: campaigns, their participants, referrals and rewards.

CREATE TABLE viral_campaign (
    id                     INTEGER PRIMARY KEY AUTOINCREMENT,
    name                   TEXT    NOT NULL,
    status                 INTEGER NOT NULL, -- 0 draft, 1 active, 2 ended
    page_id                INTEGER NOT NULL REFERENCES landing_page (id),
    starts_at              INTEGER,
    ends_at                INTEGER,
    qualifying             INTEGER NOT NULL, -- 0 submission, 1 stage, 2 conversion
    funnel_id              INTEGER REFERENCES funnel (id),
    stage                  TEXT,
    hold_days              INTEGER NOT NULL,
    window_days            INTEGER NOT NULL, -- how long a click is remembered
    daily_limit            INTEGER NOT NULL, -- referrals of one participant in a day, above which they are flagged
    max_rewards_per_person INTEGER,
    budget                 INTEGER,
    spent                  INTEGER NOT NULL DEFAULT 0,
    move_up                INTEGER NOT NULL, -- places on the waiting list for each approved friend; 0: no list
    leaderboard            INTEGER NOT NULL,
    share_text             TEXT    NOT NULL,
    terms                  TEXT    NOT NULL,
    joined                 INTEGER NOT NULL DEFAULT 0, -- participants so far: the number of the next one
    created_at             INTEGER NOT NULL,
    updated_at             INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX viral_campaign_live ON viral_campaign (page_id) WHERE status = 1;
CREATE INDEX viral_campaign_page ON viral_campaign (page_id);
CREATE INDEX viral_campaign_funnel ON viral_campaign (funnel_id);

CREATE TABLE viral_reward_rule (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    campaign_id INTEGER NOT NULL REFERENCES viral_campaign (id),
    place       INTEGER NOT NULL, -- the order in which rules are shown and granted
    side        INTEGER NOT NULL, -- 0 referrer, 1 friend
    title       TEXT    NOT NULL,
    at          INTEGER NOT NULL,
    repeats     INTEGER NOT NULL,
    cost        INTEGER NOT NULL,
    stock       INTEGER,
    granted     INTEGER NOT NULL DEFAULT 0,
    CHECK (stock IS NULL OR granted <= stock)
) STRICT;
CREATE INDEX viral_reward_rule_campaign ON viral_reward_rule (campaign_id, place);

-- Participants. A customer who is deleted leaves an anonymous row behind, so that the figures stay.
CREATE TABLE viral_loop (
    id                INTEGER PRIMARY KEY AUTOINCREMENT,
    campaign_id       INTEGER NOT NULL REFERENCES viral_campaign (id),
    customer_id       INTEGER REFERENCES customer (id) ON DELETE SET NULL,
    lead_id           INTEGER REFERENCES lead (id) ON DELETE SET NULL,
    code              TEXT    NOT NULL UNIQUE,
    number            INTEGER NOT NULL, -- counted from 1 within the campaign, in the order of joining
    referred_by       INTEGER REFERENCES viral_loop (id), -- set once, to an older participant
    channel           INTEGER NOT NULL, -- how they came; -1 by themselves
    day               INTEGER NOT NULL,
    clicks            INTEGER NOT NULL DEFAULT 0,
    bot_clicks        INTEGER NOT NULL DEFAULT 0,
    shares            INTEGER NOT NULL DEFAULT 0,
    signups           INTEGER NOT NULL DEFAULT 0,
    qualified         INTEGER NOT NULL DEFAULT 0,
    approved          INTEGER NOT NULL DEFAULT 0,
    rewards           INTEGER NOT NULL DEFAULT 0, -- granted or delivered, as a referrer
    wait_key          INTEGER NOT NULL, -- see viral/position.rs
    first_referral_ms INTEGER, -- from joining to the first friend's submission
    created_at        INTEGER NOT NULL,
    UNIQUE (campaign_id, number),
    CHECK (referred_by < id)
) STRICT;
CREATE UNIQUE INDEX viral_loop_customer ON viral_loop (customer_id, campaign_id) WHERE customer_id IS NOT NULL;
CREATE INDEX viral_loop_lead ON viral_loop (lead_id);
CREATE INDEX viral_loop_parent ON viral_loop (referred_by);
CREATE INDEX viral_loop_created ON viral_loop (created_at);
CREATE INDEX viral_loop_campaign ON viral_loop (campaign_id, created_at);
CREATE INDEX viral_loop_board ON viral_loop (campaign_id, approved DESC, number);
CREATE INDEX viral_loop_waiting ON viral_loop (campaign_id, wait_key, number);
CREATE INDEX viral_loop_cycle ON viral_loop (campaign_id, first_referral_ms) WHERE first_referral_ms IS NOT NULL;

-- From where a participant joined. It goes with the customer, or when no click can be as old any more.
CREATE TABLE viral_trace (
    loop_id     INTEGER PRIMARY KEY REFERENCES viral_loop (id),
    customer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
    visitor     BLOB,
    network     TEXT,
    at          INTEGER NOT NULL
) STRICT;
CREATE INDEX viral_trace_customer ON viral_trace (customer_id);
CREATE INDEX viral_trace_at ON viral_trace (at);
CREATE INDEX viral_trace_network ON viral_trace (network, at) WHERE network IS NOT NULL;

-- Visitors who came through a link on a day, so that each counts once. Kept for two days.
CREATE TABLE viral_click (
    loop_id INTEGER NOT NULL,
    visitor BLOB    NOT NULL,
    day     INTEGER NOT NULL,
    PRIMARY KEY (loop_id, visitor, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX viral_click_day ON viral_click (day);

-- Shares of a participant on a day, so that nobody counts them up without end. Kept for two days.
CREATE TABLE viral_share (
    loop_id INTEGER NOT NULL,
    day     INTEGER NOT NULL,
    shares  INTEGER NOT NULL,
    PRIMARY KEY (loop_id, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX viral_share_day ON viral_share (day);

CREATE TABLE referral (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    campaign_id   INTEGER NOT NULL REFERENCES viral_campaign (id),
    referrer_id   INTEGER NOT NULL REFERENCES viral_loop (id),
    friend_id     INTEGER NOT NULL REFERENCES viral_loop (id),
    lead_id       INTEGER REFERENCES lead (id) ON DELETE SET NULL,
    conversion_id INTEGER, -- the conversion that qualified it
    channel       INTEGER NOT NULL,
    state         INTEGER NOT NULL, -- see viral/transition.rs
    risks         INTEGER NOT NULL, -- bits of viral/risk.rs
    day           INTEGER NOT NULL,
    qualified_day INTEGER,
    approved_day  INTEGER,
    created_at    INTEGER NOT NULL,
    qualified_at  INTEGER,
    due_at        INTEGER, -- end of the hold period
    decided_at    INTEGER,
    UNIQUE (referrer_id, friend_id)
) STRICT;
CREATE INDEX referral_friend ON referral (friend_id);
CREATE INDEX referral_lead ON referral (lead_id);
CREATE INDEX referral_conversion ON referral (conversion_id) WHERE conversion_id IS NOT NULL;
CREATE INDEX referral_list ON referral (campaign_id, created_at);
CREATE INDEX referral_state ON referral (campaign_id, state, created_at);
CREATE INDEX referral_due ON referral (due_at) WHERE state = 1;

-- Every change of a referral, for ever.
CREATE TABLE referral_change (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    referral_id INTEGER NOT NULL REFERENCES referral (id),
    at          INTEGER NOT NULL,
    state       INTEGER NOT NULL, -- from then on
    cause       INTEGER NOT NULL, -- see viral/model.rs
    reason      TEXT    NOT NULL, -- what a person gave as the reason
    actor       TEXT    NOT NULL
) STRICT;
CREATE INDEX referral_change_referral ON referral_change (referral_id, id);

-- Earned rewards. One for each participant, rule and number, whatever happens.
CREATE TABLE reward (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    campaign_id  INTEGER NOT NULL REFERENCES viral_campaign (id),
    rule_id      INTEGER NOT NULL REFERENCES viral_reward_rule (id),
    loop_id      INTEGER NOT NULL REFERENCES viral_loop (id),
    number       INTEGER NOT NULL,
    referral_id  INTEGER NOT NULL REFERENCES referral (id), -- whose approval earned it
    cost         INTEGER NOT NULL,
    state        INTEGER NOT NULL, -- 0 granted, 1 delivered, 2 revoked, 3 withheld
    refusal      INTEGER,          -- why it is withheld
    granted_at   INTEGER NOT NULL,
    delivered_at INTEGER,
    revoked_at   INTEGER,
    UNIQUE (loop_id, rule_id, number)
) STRICT;
CREATE INDEX reward_campaign ON reward (campaign_id, id);
CREATE INDEX reward_state ON reward (campaign_id, state, id);
CREATE INDEX reward_referral ON reward (referral_id);

-- Daily figures, by how people came; channel −1: by themselves.
CREATE TABLE rollup_viral (
    day          INTEGER NOT NULL,
    campaign_id  INTEGER NOT NULL,
    channel      INTEGER NOT NULL,
    participants INTEGER NOT NULL,
    shares       INTEGER NOT NULL,
    clicks       INTEGER NOT NULL,
    bot_clicks   INTEGER NOT NULL,
    signups      INTEGER NOT NULL,
    qualified    INTEGER NOT NULL,
    approved     INTEGER NOT NULL,
    PRIMARY KEY (campaign_id, day, channel)
) STRICT, WITHOUT ROWID;

-- The same by the week in which the referrer joined, counted from 1970.
CREATE TABLE rollup_viral_cohort (
    campaign_id  INTEGER NOT NULL,
    week         INTEGER NOT NULL,
    participants INTEGER NOT NULL,
    shares       INTEGER NOT NULL,
    clicks       INTEGER NOT NULL,
    signups      INTEGER NOT NULL,
    qualified    INTEGER NOT NULL,
    approved     INTEGER NOT NULL,
    PRIMARY KEY (campaign_id, week)
) STRICT, WITHOUT ROWID;

-- What the account has entered once: one row.
CREATE TABLE viral_setting (
    id        INTEGER PRIMARY KEY CHECK (id = 1),
    kakao_key TEXT -- the JavaScript key of the client's Kakao app; absent: no KakaoTalk button
) STRICT;
