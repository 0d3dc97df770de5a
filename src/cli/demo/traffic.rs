//! Where visitors come from, with what, and at what hour.

use form_urlencoded::Serializer;

use crate::{
    base::time::{DAY_MS, HOUR_MS, Timestamp, Zone},
    cli::demo::{dice::Dice, trade::Trade},
};

/// One arrival at a page.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// The query of the address, without `?`.
    pub query: String,
    pub referrer: Option<String>,
}

#[derive(Clone, Copy)]
enum Channel {
    NaverSearch,
    NaverBlog,
    Instagram,
    Google,
    Kakao,
    Direct,
}

const CHANNELS: &[(usize, Channel)] = &[
    (31, Channel::NaverSearch),
    (7, Channel::NaverBlog),
    (26, Channel::Instagram),
    (13, Channel::Google),
    (11, Channel::Kakao),
    (12, Channel::Direct),
];

impl Arrival {
    pub fn draw(trade: &Trade, dice: &mut Dice) -> Self {
        let campaign = dice.pick(trade.campaigns);
        let keyword = dice.pick(trade.keywords);
        let content = dice.pick(&["릴스_A", "릴스_B", "카드뉴스", "후기영상"]);
        let (utm, referrer) = match dice.weighted(CHANNELS) {
            Channel::NaverSearch => {
                let utm = vec![("utm_source", "naver"), ("utm_medium", "cpc"), ("utm_campaign", campaign), ("utm_term", keyword)];
                (utm, Some("https://m.search.naver.com/search.naver".to_owned()))
            }
            Channel::NaverBlog => (Vec::new(), Some(format!("https://m.blog.naver.com/{}/22365{:07}", trade.blog, dice.below(9)))),
            Channel::Instagram => {
                let utm =
                    vec![("utm_source", "instagram"), ("utm_medium", "paid_social"), ("utm_campaign", campaign), ("utm_content", content)];
                (utm, Some("https://l.instagram.com/".to_owned()))
            }
            Channel::Google => {
                let utm = vec![("utm_source", "google"), ("utm_medium", "cpc"), ("utm_campaign", campaign), ("utm_term", keyword)];
                (utm, Some("https://www.google.com/".to_owned()))
            }
            Channel::Kakao => (vec![("utm_source", "kakao"), ("utm_medium", "channel"), ("utm_campaign", campaign)], None),
            Channel::Direct => (Vec::new(), None),
        };
        Self { query: Serializer::new(String::new()).extend_pairs(utm).finish(), referrer }
    }
}

/// A visitor's browser.
pub fn browser(dice: &mut Dice) -> &'static str {
    dice.weighted(BROWSERS)
}

/// A robot that looks at pages and says so.
pub fn robot(dice: &mut Dice) -> &'static str {
    dice.pick(ROBOTS)
}

/// An address of those kept for examples (RFC 5737).
pub fn address(dice: &mut Dice) -> std::net::IpAddr {
    let net = dice.pick(&[[203, 0, 113], [198, 51, 100], [192, 0, 2]]);
    let host = u8::try_from(dice.between(1, 255)).unwrap_or(1);
    [net[0], net[1], net[2], host].into()
}

/// A moment at which people visit, of the day that begins at `start`. A day that ends early is filled evenly up to its end.
pub fn moment(start: Timestamp, end: Timestamp, dice: &mut Dice) -> Timestamp {
    if end.ms_since(start) < DAY_MS {
        return start.plus_ms(dice.between(0, end.ms_since(start)));
    }
    let hour = dice.weighted(HOURS);
    start.plus_ms(hour * HOUR_MS + dice.between(0, HOUR_MS))
}

/// The first moment from `at` on at which somebody is in the office: Monday to Saturday, from about nine to half past six.
pub fn in_office(zone: Zone, at: Timestamp, dice: &mut Dice) -> Timestamp {
    let local = zone.parts(at);
    let open = (9..18).contains(&local.hour) && local.weekday != SUNDAY;
    if open {
        return at;
    }
    let days = match (local.weekday, local.hour) {
        (SATURDAY, 18..) => 2,
        (SUNDAY, _) | (_, 18..) => 1,
        _ => 0,
    };
    zone.start_of(zone.day_of(at).plus(days)).plus_ms(9 * HOUR_MS + dice.between(5 * 60_000, 2 * HOUR_MS))
}

/// How busy a weekday is, from Monday on.
pub const WEEKDAYS: [usize; 7] = [112, 108, 104, 100, 92, 78, 84];

const SATURDAY: u32 = 5;
const SUNDAY: u32 = 6;

const HOURS: &[(usize, i64)] = &[
    (6, 0),
    (3, 1),
    (1, 2),
    (1, 5),
    (3, 6),
    (8, 7),
    (14, 8),
    (20, 9),
    (24, 10),
    (25, 11),
    (30, 12),
    (26, 13),
    (22, 14),
    (22, 15),
    (21, 16),
    (20, 17),
    (20, 18),
    (24, 19),
    (32, 20),
    (36, 21),
    (30, 22),
    (16, 23),
];

const BROWSERS: &[(usize, &str)] = &[
    (
        22,
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
    ),
    (16, "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Instagram 385.0.0"),
    (10, "Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 KAKAOTALK 25.4.1"),
    (
        20,
        "Mozilla/5.0 (Linux; Android 15; SM-S928N) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
    ),
    (
        12,
        "Mozilla/5.0 (Linux; Android 15; SM-S921N; wv) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile Safari/537.36 NAVER(inapp; search; 2000; 12.12.3)",
    ),
    (12, "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"),
    (4, "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Whale/4.33.0.0 Safari/537.36"),
    (3, "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15"),
    (1, "Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"),
];

const ROBOTS: &[&str] = &[
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; Yeti/1.1; +https://naver.me/spd)",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interactions::bot;

    #[test]
    fn people_and_robots_are_told_apart() {
        assert!(BROWSERS.iter().all(|(_, agent)| !bot::classify(agent).is_bot()));
        assert!(ROBOTS.iter().all(|agent| bot::classify(agent).is_bot()));
    }

    #[test]
    fn the_office_opens_again() {
        let (zone, mut dice) = (Zone::default(), Dice::new(1));
        let mut next = |typed: &str| {
            let at = Timestamp::parse(typed).expect("a time");
            let parts = zone.parts(in_office(zone, at, &mut dice));
            (parts.day, parts.hour)
        };
        assert_eq!(next("2026-11-20T10:30:00+09:00"), (20, 10));
        for (after, day) in [("2026-11-20T03:00:00+09:00", 20), ("2026-11-20T21:00:00+09:00", 21), ("2026-11-21T19:00:00+09:00", 23)] {
            let (opened, hour) = next(after);
            assert!(opened == day && (9..12).contains(&hour), "{after}: {opened} {hour}");
        }
        assert_eq!(next("2026-11-22T12:00:00+09:00").0, 23, "after a Sunday");
    }
}
