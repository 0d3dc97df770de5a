//! The alarm in the top bar: how many callbacks are overdue, and a notice for each that falls due while somebody works.
//!
//! It asks again every minute for what came due since the last time, so a notice comes once and nothing is remembered.

use maud::{Markup, html};

use crate::{
    base::{
        lang::{Lang, Text, text},
        time::Timestamp,
    },
    web::components::{icon::icon, number::up_to_999},
};

const DUE: Text = text("시간이 된 재통화 {n}건", "{n} callbacks due");
const TIME_TO_CALL: Text = text("{name} 님께 전화할 시간입니다.", "Time to call {name}.");

/// Callbacks that wait. `base` is the account's address, `/accounts/{slug}`.
#[derive(Clone, Debug)]
pub struct Alarm<'a> {
    pub base: &'a str,
    /// Counted up to 1,000.
    pub overdue: i64,
    /// Address and name of those that fell due since the last look.
    pub fresh: &'a [(String, String)],
    pub now: Timestamp,
}

pub fn alarm(lang: Lang, alarm: &Alarm) -> Markup {
    let label = DUE.with(&[("n", &up_to_999(alarm.overdue))]);
    let again = format!("{}/leads/due?since={}", alarm.base, alarm.now.0);
    html! {
        div.alarm id="alarm" hx-get=(again) hx-trigger="every 60s" hx-select="#alarm" hx-swap="outerHTML" {
            @if alarm.overdue > 0 {
                a.alarm-count href={ (alarm.base) "/leads/today" } title=(label.get(lang)) {
                    (icon("phone-call"))
                    span.num aria-hidden="true" { (up_to_999(alarm.overdue)) }
                    span.hidden-text { (label.get(lang)) }
                }
            }
            @if !alarm.fresh.is_empty() {
                div.alarm-said role="alert" {
                    @for (href, name) in alarm.fresh {
                        a href=(href) { (icon("phone-call")) span { (TIME_TO_CALL.with(&[("name", name)]).get(lang)) } }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_said_while_nobody_waits() {
        let quiet = alarm(Lang::Ko, &Alarm { base: "/accounts/a", overdue: 0, fresh: &[], now: Timestamp(7) }).0;
        assert!(quiet.contains("since=7") && !quiet.contains("<a") && !quiet.contains("role="), "{quiet}");
        let fresh = [("/accounts/a/leads/3".to_owned(), "<b>".to_owned())];
        let loud = alarm(Lang::En, &Alarm { base: "/accounts/a", overdue: 1, fresh: &fresh, now: Timestamp(7) }).0;
        assert!(loud.contains("1 callbacks due") && loud.contains("Time to call &lt;b&gt;."), "{loud}");
    }
}
