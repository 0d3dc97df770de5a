//! What an alert of a new lead tells: as a letter, and as the webhook's data.

use std::collections::HashMap;

use maud::html;
use serde_json::{Value, json};

use crate::{
    alerts::texts,
    base::{lang::Lang, time::Zone},
    leads::model::{Contact, Lead},
};

/// A lead, and what an alert tells of it.
#[derive(Clone, Debug)]
pub struct News<'a> {
    pub account: &'a str,
    pub zone: Zone,
    pub lead: &'a Lead,
    pub contact: &'a Contact,
    pub page: Option<&'a str>,
    /// What the page's form calls its fields, by their names.
    pub labels: &'a HashMap<String, String>,
    /// Its address in the admin.
    pub url: &'a str,
    /// Names, numbers and addresses in full.
    pub full: bool,
}

/// A letter's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// The alert as a letter. The form's answers stay out of it: people write anything there.
pub fn letter(news: &News<'_>, lang: Lang) -> Words {
    let shown = contact(news);
    let name = shown.called(lang).to_owned();
    let received = news.zone.date_time(news.lead.created_at);
    let rows: Vec<(&str, String)> = [
        (texts::ROW_NAME, Some(name.clone())),
        (texts::ROW_PHONE, shown.phone),
        (texts::ROW_EMAIL, shown.email),
        (texts::ROW_PAGE, news.page.map(str::to_owned)),
        (texts::ROW_SOURCE, source(news.lead)),
        (texts::ROW_AT, Some(received)),
    ]
    .into_iter()
    .filter_map(|(label, value)| Some((label.get(lang), value?)))
    .collect();
    let intro = texts::INTRO.with(&[("account", &news.account)]).get(lang).to_owned();
    let note = (!news.full).then(|| texts::MASKED_NOTE.get(lang));
    let lines = rows.iter().map(|(label, value)| format!("{label}: {value}")).collect::<Vec<_>>().join("\n");
    let html = html! {
        p { (intro) }
        table cellpadding="4" { @for (label, value) in &rows { tr { th align="left" { (label) } td { (value) } } } }
        p { a href=(news.url) { (texts::OPEN.get(lang)) } }
        @if let Some(note) = note { p { small { (note) } } }
    };
    Words {
        subject: texts::SUBJECT.with(&[("account", &news.account), ("name", &name)]).get(lang).to_owned(),
        text: format!("{intro}\n\n{lines}\n\n{}: {}\n{}\n", texts::OPEN.get(lang), news.url, note.unwrap_or_default()),
        html: html.into_string(),
    }
}

/// The alert as the data of `lead.created`. `masked` says how names and numbers are to be read.
pub fn data(news: &News<'_>) -> Value {
    let shown = contact(news);
    let lead = if news.full { news.lead.clone() } else { news.lead.clone().masked(news.labels, &news.contact.name) };
    json!({
        "lead_id": lead.id,
        "customer_id": lead.customer_id,
        "masked": !news.full,
        "name": Some(shown.name).filter(|name| !name.is_empty()),
        "phone": shown.phone,
        "email": shown.email,
        "landing_page_id": lead.landing_page_id,
        "landing_page": news.page,
        "funnel_id": lead.funnel_id,
        "stage": lead.stage,
        "source": lead.source,
        "medium": lead.medium,
        "campaign": lead.campaign,
        "assignee_id": lead.assignee_id,
        "created_at": lead.created_at,
        "url": news.url,
        "form": lead.form,
    })
}

fn contact(news: &News<'_>) -> Contact {
    if news.full { news.contact.clone() } else { news.contact.clone().masked() }
}

/// `naver / 봄 행사`; absent when nothing is known.
fn source(lead: &Lead) -> Option<String> {
    let parts: Vec<&str> = [&lead.source, &lead.campaign].into_iter().filter_map(Option::as_deref).collect();
    (!parts.is_empty()).then(|| parts.join(" / "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::{
            ids::{CustomerId, LeadId, TouchId},
            time::Timestamp,
        },
        interactions::{suspicion::Suspicions, touch::Touch},
        leads::model::{LeadStatus, Row},
    };

    fn lead(name_in_form: &str) -> Lead {
        let at = Timestamp(1_795_316_400_000);
        let row = Row {
            id: LeadId(3),
            customer: CustomerId(5),
            page: None,
            funnel: None,
            stage: None,
            status: LeadStatus::New,
            work_status: "신규".into(),
            suspicions: Suspicions::NONE,
            first_touch: TouchId(0),
            last_touch: TouchId(0),
            source: 0,
            campaign: 0,
            device: 0,
            value: None,
            assignee: None,
            form: json!({ "name": name_in_form, "a7": "김보호", "question": "홍길동입니다. 010-1234-5678로 전화 주세요" }).to_string(),
            created_at: at,
            updated_at: at,
            stage_entered_at: at,
            closed_at: None,
            callback_at: None,
            score: None,
            grade: None,
        };
        Lead::of(row, Touch::default(), Touch { source: Some("naver".into()), campaign: Some("봄 <행사>".into()), ..Touch::default() })
    }

    fn told(full: bool, name: &str) -> (Words, Value) {
        let contact = Contact { name: name.into(), phone: Some("010-1234-5678".into()), email: Some("hong@naver.com".into()) };
        let lead = lead(name);
        let news = News {
            account: "한빛카페",
            zone: Zone::default(),
            lead: &lead,
            contact: &contact,
            page: Some("봄 상담"),
            labels: &HashMap::from([("a7".to_owned(), "보호자 성함".to_owned())]),
            url: "http://127.0.0.1:8080/accounts/cafe/leads/3",
            full,
        };
        (letter(&news, Lang::Ko), data(&news))
    }

    #[test]
    fn an_alert_masks_people_and_leads_to_the_lead() {
        let (words, data) = told(false, "홍길동");
        assert_eq!(words.subject, "[한빛카페] 새 리드: 홍*동");
        for shown in
            ["홍*동", "010-****-5678", "ho***@naver.com", "봄 상담", "2026-11-22 12:00", "/accounts/cafe/leads/3", "naver / 봄 <행사>"]
        {
            assert!(words.text.contains(shown), "{shown} in {}", words.text);
        }
        assert!(words.html.contains("봄 &lt;행사&gt;"));
        let all = format!("{words:?} {data}");
        for hidden in ["홍길동", "김보호", "1234", "hong@"] {
            assert!(!all.contains(hidden), "{hidden} in {all}");
        }
        assert_eq!((&data["masked"], &data["phone"], &data["lead_id"]), (&json!(true), &json!("010-****-5678"), &json!(3)));
    }

    #[test]
    fn an_account_may_ask_for_all_of_it() {
        let (words, data) = told(true, "홍길동");
        assert!(words.subject.contains("홍길동") && words.text.contains("010-1234-5678"));
        assert_eq!((&data["masked"], &data["name"], &data["form"]["name"]), (&json!(false), &json!("홍길동"), &json!("홍길동")));
    }

    #[test]
    fn who_has_no_name_is_called_by_a_number() {
        assert_eq!(told(false, "").0.subject, "[한빛카페] 새 리드: 010-****-5678");
    }
}
