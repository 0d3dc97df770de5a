//! What the pages of a restore share: who looks and when, the steps, and times as people say them.

use maud::{Markup, html};

use crate::{
    backups::{model::Known, texts::wizard as texts},
    base::{
        lang::{Lang, Text},
        time::{DAY_MS, Timestamp, Zone},
    },
    web::components::{
        icon::icon,
        moment::{ago, day_name},
    },
};

pub const PATH: &str = "/backups/restore";

/// Who looks, and when.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    pub lang: Lang,
    /// The agency's clock.
    pub zone: Zone,
    pub now: Timestamp,
    pub form_token: &'a str,
}

impl Place<'_> {
    pub fn text(&self, text: Text) -> &'static str {
        text.get(self.lang)
    }

    /// `오늘 04:00`, `어제 04:00`, `11월 20일 04:00`.
    pub fn when(&self, at: Timestamp) -> String {
        let (today, day, parts) = (self.zone.day_of(self.now), self.zone.day_of(at), self.zone.parts(at));
        let time = format!("{:02}:{:02}", parts.hour, parts.minute);
        let said = match today.0 - day.0 {
            0 => texts::TODAY.with(&[("time", &time)]),
            1 => texts::YESTERDAY.with(&[("time", &time)]),
            _ => texts::ON_DAY.with(&[("day", &day_name(self.lang, today, day)), ("time", &time)]),
        };
        said.get(self.lang).to_owned()
    }

    /// The same, and how long ago where that tells more: `오늘 04:00 · 3시간 전`.
    pub fn when_and_ago(&self, at: Timestamp) -> Markup {
        let is_near = (0..DAY_MS).contains(&self.now.ms_since(at));
        html! {
            time datetime=(at) title=(self.zone.date_time(at)) { (self.when(at)) }
            @if is_near { span.muted { " · " (ago(self.lang, self.zone, self.now, at)) } }
        }
    }

    pub fn source(&self, is_far: bool) -> &'static str {
        self.text(if is_far { texts::FAR } else { texts::HERE })
    }
}

/// Where somebody stands on the way; the steps before are done.
pub fn steps(place: &Place, current: usize) -> Markup {
    let names = [texts::STEP_CHOOSE, texts::STEP_LOOK, texts::STEP_RESTORE];
    html! {
        section.card {
            ol.steps aria-label=(place.text(texts::STEPS)) {
                @for (index, name) in names.into_iter().enumerate() {
                    li class=[(index < current).then_some("done")] aria-current=[(index == current).then_some("step")] {
                        span.sign aria-hidden="true" { @if index < current { (icon("check")) } @else { (index + 1) } }
                        span.strong { (place.text(name)) }
                    }
                }
            }
        }
    }
}

/// The address of what will change (`preview`), or of a file of the leads since (`leads`).
pub fn look_path(page: &str, account: &str, known: &Known, is_far: bool) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("account", account).append_pair("snapshot", known.id());
    if is_far {
        query.append_pair("offsite", "on");
    }
    format!("{PATH}/{page}?{}", query.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_backups_are_said_as_people_say_them() {
        let time = |text: &str| Timestamp::parse(text).expect("a time");
        let place = |lang| Place { lang, zone: Zone::default(), now: time("2026-11-23T07:00:00+09:00"), form_token: "" };
        for (at, korean, english) in [
            ("2026-11-23T04:00:00+09:00", "오늘 04:00", "today at 04:00"),
            ("2026-11-22T04:00:59+09:00", "어제 04:00", "yesterday at 04:00"),
            ("2026-11-03T13:05:00+09:00", "11월 3일 13:05", "Nov 3 at 13:05"),
            ("2025-12-31T04:00:00+09:00", "2025년 12월 31일 04:00", "Dec 31, 2025 at 04:00"),
        ] {
            assert_eq!((place(Lang::Ko).when(time(at)).as_str(), place(Lang::En).when(time(at)).as_str()), (korean, english));
        }
        let said = place(Lang::Ko).when_and_ago(time("2026-11-23T04:00:00+09:00")).0;
        assert!(said.contains("3시간 전"), "{said}");
    }
}
