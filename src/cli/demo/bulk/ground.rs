//! What an account has before its first visitor comes: pages with their times, ways to come to them, browsers, answers to forms.

use crate::{
    base::{
        error::{Error, Result},
        form::RawForm,
        ids::{FunnelId, PageId},
        lang::Lang,
        time::{DAY_MS, Day, HOUR_MS, Timestamp},
    },
    cli::demo::{
        answers::fill,
        bulk::{era::Era, html},
        dice::Dice,
        people::Person,
        trade::{PageText, Trade},
        traffic::{self, Arrival},
    },
    interactions::{model::KnownTouch, touch::Touch},
    landing::model::{NewPage, PageFields, ThankYouFields},
};

/// A landing page and what it brings.
pub struct Page {
    pub id: PageId,
    /// Its funnel's place among the account's.
    pub funnel: usize,
    pub created_at: Timestamp,
    /// The days on which visitors come; none for a draft.
    pub live: Option<(Day, Day)>,
    pub archived: bool,
    /// How many come, compared with other pages.
    pub weight: usize,
    pub text: &'static PageText,
    pub round: usize,
    /// Answers to its form, as JSON.
    pub answers: Vec<String>,
}

/// A way to come, known to the account's dictionary.
#[derive(Clone)]
pub struct Way {
    pub touch: KnownTouch,
    pub source: Option<String>,
}

/// A browser, known to the account's dictionary.
#[derive(Clone, Copy)]
pub struct Browser {
    pub agent: i64,
    pub device: i64,
}

/// Everything an account stands on.
pub struct Ground {
    pub trade: &'static Trade,
    pub funnels: Vec<FunnelId>,
    pub pages: Vec<Page>,
    pub known: Known,
}

/// What the account's dictionary knows.
pub struct Known {
    /// Ways to come by season, each as often as it is used.
    pub ways: Vec<Vec<Way>>,
    pub by_phone: Way,
    pub direct: KnownTouch,
    pub browsers: Vec<Browser>,
    pub robots: Vec<Browser>,
}

/// Campaigns change with the season.
const SEASON_DAYS: i32 = 92;
const WAYS: usize = 90;
/// A page brings visitors for so long, in days from and to.
const LIFE_DAYS: (i64, i64) = (40, 150);
const ANSWERS: usize = 20;
/// Pages that are still being made, in a hundred.
const DRAFTS: usize = 3;
const ARCHIVED: usize = 35;

impl Ground {
    /// The season of a day, as an index of `ways`.
    pub fn season(era: Era, day: Day) -> usize {
        era.index_of(day) / usize::try_from(SEASON_DAYS).unwrap_or(1)
    }
}

/// Pages come over the whole time; the first one is always there.
pub fn pages(trade: &'static Trade, era: Era, count: usize, funnels: usize, dice: &mut Dice) -> Vec<Page> {
    let days = i64::from(era.last.0 - era.first.0);
    let page = |index: usize| {
        let (text, round) = (&trade.pages[index % trade.pages.len()], index / trade.pages.len());
        let begins = i64::try_from(index).unwrap_or_default() * days / i64::try_from(count).unwrap_or(1).max(1);
        let first = era.first.plus(i32::try_from(begins).unwrap_or_default());
        let ends = begins + dice.between(LIFE_DAYS.0, LIFE_DAYS.1);
        let draft = index > 0 && dice.percent(DRAFTS);
        let last = if index == 0 { era.last } else { era.first.plus(i32::try_from(ends.min(days)).unwrap_or_default()) };
        Page {
            id: PageId(i64::try_from(index + 1).unwrap_or(i64::MAX)),
            funnel: index % funnels.max(1),
            created_at: era.zone.start_of(first).plus_ms(9 * HOUR_MS + dice.between(-HOUR_MS, HOUR_MS)).min(era.end.plus_ms(-HOUR_MS)),
            live: (!draft).then_some((first, last)),
            archived: !draft && last < era.last && dice.percent(ARCHIVED),
            weight: 1 + dice.below(40) * dice.below(40) / 16,
            text,
            round,
            answers: Vec::new(),
        }
    };
    (0..count).map(page).collect()
}

impl Page {
    /// The page as it was uploaded.
    pub fn upload(&self, client: &str, funnel: FunnelId, dice: &mut Dice) -> Result<NewPage> {
        let slug = if self.round == 0 { self.text.slug.to_owned() } else { format!("{}-{}", self.text.slug, self.round + 1) };
        let title = if self.round == 0 { self.text.title.to_owned() } else { format!("{} {}차", self.text.title, self.round + 1) };
        let fields = PageFields {
            html: Some(html::page(self.text, client, &title, dice)),
            title: Some(title),
            slug: Some(slug),
            form: Some(self.text.form(client)),
            funnel_id: Some(Some(funnel)),
            thank_you: Some(ThankYouFields { message: Some(self.text.thanks.to_owned()), redirect: None }),
            status: None,
        };
        NewPage::parse(fields, Lang::Ko)
    }

    /// Draws what visitors will answer.
    pub fn rehearse(&mut self, trade: &Trade, client: &str, today: Day, dice: &mut Dice) -> Result<()> {
        let form = self.text.form(client);
        let person = Person { name: "김하나".into(), phone: "01023456789".into(), email: "hana@example.kr".into() };
        for _ in 0..ANSWERS {
            let raw = fill(&form, &person, trade, None, today, dice);
            self.answers.push(form.parse(&raw).map_err(Error::Invalid)?.answers_json());
        }
        Ok(())
    }

    /// When it was shown first, and when it ended, where that is so.
    pub fn published(&self, era: Era) -> Option<(Timestamp, Option<Timestamp>)> {
        let (_, last) = self.live?;
        let ended = self.archived.then(|| era.zone.start_of(last.plus(1)).plus_ms(10 * HOUR_MS));
        Some((self.created_at.plus_ms(HOUR_MS / 2), ended.filter(|at| *at < era.end)))
    }

    /// Do visitors come on that day? On its first day a page is still being shown around.
    pub fn draws_on(&self, day: Day) -> bool {
        self.live.is_some_and(|(first, last)| (self.id == PageId(1) || first < day) && day <= last)
    }
}

/// The ways to come of each season, as what a browser would have told of them.
pub fn touches(trade: &Trade, era: Era, dice: &mut Dice) -> Vec<Vec<Touch>> {
    let seasons = Ground::season(era, era.last) + 1;
    (0..seasons)
        .map(|season| {
            let begun = era.zone.parts(era.start.plus_ms(i64::try_from(season).unwrap_or_default() * i64::from(SEASON_DAYS) * DAY_MS));
            let label = format!("_{:02}{:02}", begun.year % 100, begun.month);
            let draw = |_| {
                let arrival = Arrival::draw(trade, dice);
                let mut touch = Touch::of(&arrival.query, &RawForm::default(), arrival.referrer.as_deref(), &[]);
                if let Some(campaign) = &mut touch.campaign {
                    campaign.push_str(&label);
                }
                touch
            };
            (0..WAYS).map(draw).collect()
        })
        .collect()
}

/// Browsers and robots, each as often as it comes.
pub fn agents(dice: &mut Dice) -> (Vec<&'static str>, Vec<&'static str>) {
    ((0..120).map(|_| traffic::browser(dice)).collect(), (0..6).map(|_| traffic::robot(dice)).collect())
}
