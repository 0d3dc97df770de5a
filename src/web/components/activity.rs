//! A timeline of interactions, as the pages of a lead and of a customer show it.

use maud::{Markup, html};

use crate::{
    base::{
        lang::{Lang, Text, text},
        time::{Timestamp, Zone},
    },
    interactions::{
        model::{ActorType, Interaction, InteractionKind},
        wording,
    },
    web::components::{
        icon::icon,
        pill::{Tone, pill},
        timeline::{Entry, timeline},
    },
};

const BOT: Text = text("로봇", "Robot");
const TODAY: Text = text("오늘 {time}", "Today {time}");
const YESTERDAY: Text = text("어제 {time}", "Yesterday {time}");

/// The interactions in the order given, with times of today and yesterday named so. With `leads_path`, each leads to its lead.
pub fn activity(interactions: &[Interaction], leads_path: Option<&str>, lang: Lang, zone: Zone, now: Timestamp) -> Markup {
    let entries: Vec<Entry> = interactions
        .iter()
        .map(|interaction| Entry {
            sign: sign(interaction.kind),
            title: html! {
                @let title = wording::title(interaction);
                @let title = title.get(lang);
                @match leads_path {
                    Some(path) => a href={ (path) "/" (interaction.lead_id) } { (title) },
                    None => (title),
                }
                @if interaction.actor == ActorType::Bot { " " (pill(Tone::Grey, BOT.get(lang))) }
            },
            detail: html! { (wording::detail(interaction, lang)) },
            time: near_time(interaction.occurred_at, lang, zone, now),
            at: interaction.occurred_at.to_string(),
        })
        .collect();
    timeline(&entries)
}

fn near_time(at: Timestamp, lang: Lang, zone: Zone, now: Timestamp) -> String {
    let parts = zone.parts(at);
    let time = format!("{:02}:{:02}", parts.hour, parts.minute);
    match zone.day_of(now).0 - zone.day_of(at).0 {
        0 => TODAY.with(&[("time", &time)]).get(lang).to_owned(),
        1 => YESTERDAY.with(&[("time", &time)]).get(lang).to_owned(),
        _ => zone.date_time(at),
    }
}

fn sign(kind: InteractionKind) -> Markup {
    match kind {
        InteractionKind::PageView => icon("eye"),
        InteractionKind::FormSubmit => icon("clipboard-check"),
        InteractionKind::EmailSent => icon("mail"),
        InteractionKind::EmailOpen => icon("mail-opened"),
        InteractionKind::EmailClick => icon("pointer"),
        InteractionKind::EmailBounce => icon("mail-x"),
        InteractionKind::Unsubscribe => icon("mail-off"),
        InteractionKind::MessageSent => icon("message"),
        InteractionKind::Call => icon("phone"),
        InteractionKind::Meeting => icon("calendar-event"),
        InteractionKind::Note => icon("note"),
        InteractionKind::StageChange => icon("arrow-right"),
        InteractionKind::TagChange => icon("tag"),
        InteractionKind::Share => icon("share"),
        InteractionKind::Referral => icon("user-plus"),
        InteractionKind::Conversion => icon("target-arrow"),
        InteractionKind::Custom => icon("point"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::time::{DAY_MS, HOUR_MS};

    #[test]
    fn near_days_are_named_by_the_accounts_calendar() {
        let (zone, now) = (Zone::default(), Timestamp(1_795_316_400_000)); // noon in Seoul
        let told = |hours_ago: i64| near_time(now.plus_ms(-hours_ago * HOUR_MS), Lang::Ko, zone, now);
        assert_eq!((told(12).as_str(), told(13).as_str()), ("오늘 00:00", "어제 23:00"));
        assert_eq!(near_time(now.plus_ms(-2 * DAY_MS), Lang::En, zone, now), zone.date_time(now.plus_ms(-2 * DAY_MS)));
        assert_eq!(near_time(now.plus_ms(DAY_MS), Lang::En, zone, now), zone.date_time(now.plus_ms(DAY_MS)));
    }
}
