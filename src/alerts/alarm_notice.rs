//! What is told of an alarm: as a letter, and as the webhook's data.

use maud::html;
use serde_json::{Value, json};

use crate::{
    alerts::{
        alarm::{Alarm, Severity},
        notice::Words,
        texts,
    },
    base::{
        ids::AlarmId,
        lang::{Lang, Text},
        time::{Timestamp, Zone},
    },
};

/// What is told of an alarm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    Raised,
    Over,
    /// Nothing is wrong: somebody tries whether alarms arrive.
    Test,
}

impl Event {
    /// As the webhook names it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Raised => "alarm.raised",
            Self::Over => "alarm.over",
            Self::Test => "alarm.test",
        }
    }
}

/// An alarm in the telling.
#[derive(Clone, Debug)]
pub struct Telling<'a> {
    pub event: Event,
    /// Absent for a test.
    pub id: Option<AlarmId>,
    pub alarm: &'a Alarm,
    pub since: Timestamp,
    pub now: Timestamp,
    /// The agency's name; empty before it has one.
    pub agency: &'a str,
    /// The list of alarms in the admin.
    pub url: &'a str,
}

pub fn letter(telling: &Telling<'_>, lang: Lang) -> Words {
    let Telling { event, alarm, agency, url, .. } = telling;
    let zone = Zone::default();
    let (subject, intro): (Text, Text) = match (event, alarm.severity) {
        (Event::Test, _) => (texts::SUBJECT_TEST, texts::INTRO_TEST),
        (Event::Over, _) => (texts::SUBJECT_OVER, texts::INTRO_OVER),
        (Event::Raised, Severity::Warning) => (texts::SUBJECT_WARNING, texts::INTRO_RAISED),
        (Event::Raised, Severity::Critical) => (texts::SUBJECT_CRITICAL, texts::INTRO_RAISED),
    };
    let what = alarm.what.get(lang);
    let over = (*event == Event::Over).then(|| zone.date_time(telling.now));
    let remedy = (*event != Event::Over).then(|| alarm.remedy.get(lang).to_owned());
    let rows: Vec<(&str, String)> = [
        (texts::ROW_WHAT, Some(what.to_owned())),
        (texts::ROW_REMEDY, remedy),
        (texts::ROW_SINCE, Some(zone.date_time(telling.since))),
        (texts::ROW_OVER, over),
    ]
    .into_iter()
    .filter_map(|(label, value)| Some((label.get(lang), value?)))
    .collect();
    let intro = intro.with(&[("agency", agency)]).get(lang).to_owned();
    let lines = rows.iter().map(|(label, value)| format!("{label}: {value}")).collect::<Vec<_>>().join("\n");
    let html = html! {
        p { (intro) }
        table cellpadding="4" { @for (label, value) in &rows { tr { th align="left" valign="top" { (label) } td { (value) } } } }
        p { a href=(url) { (texts::OPEN_ALARMS.get(lang)) } }
    };
    Words {
        subject: subject.with(&[("what", &what)]).get(lang).to_owned(),
        text: format!("{intro}\n\n{lines}\n\n{}: {url}\n", texts::OPEN_ALARMS.get(lang)),
        html: html.into_string(),
    }
}

/// The webhook's data. Texts come in both languages.
pub fn data(telling: &Telling<'_>) -> Value {
    let Telling { event, alarm, .. } = telling;
    json!({
        "alarm_id": telling.id,
        "key": alarm.key,
        "severity": alarm.severity,
        "what": alarm.what,
        "remedy": alarm.remedy,
        "since": telling.since,
        "over_at": (*event == Event::Over).then_some(telling.now),
        "agency": telling.agency,
        "url": telling.url,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::lang::text;

    const AT: Timestamp = Timestamp(1_795_316_400_000);

    fn told(event: Event, severity: Severity) -> (Words, Value) {
        let alarm = Alarm {
            key: "disk".into(),
            severity,
            what: text("디스크가 <곧> 가득 찹니다.", "The disk will be <full>.").into(),
            remedy: text("백업 보관 기간을 줄여 주세요.", "Keep fewer backups.").into(),
        };
        let url = "http://127.0.0.1:8080/alarms";
        let telling =
            Telling { event, id: Some(AlarmId(7)), alarm: &alarm, since: AT, now: AT.plus_ms(60_000), agency: "한빛대행사", url };
        (letter(&telling, Lang::Ko), data(&telling))
    }

    #[test]
    fn a_letter_says_what_happened_and_what_to_do() {
        let (words, data) = told(Event::Raised, Severity::Critical);
        assert_eq!(words.subject, "[단골] 긴급: 디스크가 <곧> 가득 찹니다.");
        for shown in ["한빛대행사", "할 일: 백업 보관 기간을 줄여 주세요.", "2026-11-22 12:00", "/alarms"] {
            assert!(words.text.contains(shown), "{shown} in {}", words.text);
        }
        assert!(words.html.contains("&lt;곧&gt;") && !words.text.contains("끝난"));
        assert_eq!((&data["key"], &data["severity"], &data["over_at"]), (&json!("disk"), &json!("critical"), &Value::Null));
        assert_eq!(data["what"]["en"], "The disk will be <full>.");
    }

    #[test]
    fn the_end_is_told_without_asking_for_anything() {
        let (words, data) = told(Event::Over, Severity::Warning);
        assert!(words.subject.contains("해결") && words.text.contains("2026-11-22 12:01"), "{words:?}");
        assert!(!words.text.contains("백업 보관"));
        assert_eq!(data["over_at"], "2026-11-22T03:01:00.000Z");
        assert!(told(Event::Raised, Severity::Warning).0.subject.contains("주의"));
    }
}
