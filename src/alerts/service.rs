//! Choosing who is alerted, hearing of new leads, and writing the alerts. `alarms` are the operator's.

mod alarms;

use std::collections::BTreeMap;

use rusqlite::Connection;

use crate::{
    accounts::{
        model::AccountStatus,
        service::{AccountCx, AccountTx},
    },
    alerts::{
        model::{BornLead, Delivery, LeadMail, OfLead, Progress, Settings, What},
        notice::{self, News},
        store, texts,
    },
    base::{
        email::Email,
        error::{Error, Result},
        ids::{LeadId, UserId},
        lang::Lang,
        page::{Page, PageRequest},
        time::DAY_MS,
    },
    db::outbox,
    leads::service::{self as leads, Detail},
    mail::{model::Source, service as mail},
    mailer::letter::Letter,
    queue::{
        job::{Job, Kind, NewJob, Outcome, State},
        table,
    },
    users::service as users,
    webhooks::{model::Event, service as webhooks},
};

pub use alarms::{
    EndAlarm, RaiseAlarm, agency_deliveries, alarm, alarm_over, forget_old_alarms, open_alarms, past_alarms, receivers, save_receivers,
    see, send_again_for_agency, test, ways,
};

/// New leads heard of in one transaction.
const AT_ONCE: u32 = 500;
/// A lead that nobody was told of for so long is no news: the appliance was off, or a backup was put back.
const NEWS_MS: i64 = DAY_MS;

/// What an account has chosen; absent until somebody has.
pub async fn find(cx: &AccountCx) -> Result<Option<Settings>> {
    cx.read(store::find).await
}

pub async fn save(cx: &AccountCx, settings: Settings) -> Result<()> {
    cx.write(move |tx| {
        store::save(tx, &settings, tx.now())?;
        tx.log("alerts.update", "alerts")
    })
    .await
}

/// Alerts and calls that were given up.
pub async fn failed(cx: &AccountCx) -> Result<i64> {
    cx.read(|conn| table::count(conn, Some(State::GivenUp))).await
}

/// What was sent or waits, the latest first.
pub async fn deliveries(cx: &AccountCx, progress: Option<Progress>, request: PageRequest) -> Result<Page<Delivery>> {
    let state = progress.map(|progress| match progress {
        Progress::Waiting => State::Waiting,
        Progress::Running => State::Leased,
        Progress::Sent => State::Done,
        Progress::Failed => State::GivenUp,
    });
    Ok(cx.read(move |conn| table::list(conn, state, &request)).await?.map(delivery))
}

fn delivery(job: Job) -> Delivery {
    let progress = match job.state {
        State::Waiting => Progress::Waiting,
        State::Leased => Progress::Running,
        State::Done => Progress::Sent,
        State::GivenUp => Progress::Failed,
    };
    let lead = table::payload::<OfLead>(&job).map_or(LeadId(0), |of| of.lead_id);
    let what = match job.kind {
        Kind::LeadMail => match table::payload::<LeadMail>(&job) {
            Ok(mail) => What::LeadMail { lead: mail.lead_id, to: mail.to },
            Err(_) => What::Letter { subject: String::new(), to: String::new() },
        },
        Kind::LeadWebhook => What::LeadCall { lead },
        Kind::Letter => {
            let known = table::payload::<Letter>(&job).map(|letter| (letter.subject, letter.to.as_str().to_owned()));
            let (subject, to) = known.unwrap_or_default();
            What::Letter { subject, to }
        }
        Kind::Webhook => What::Call,
    };
    let Job { id, tries, due_at, answer, created_at, .. } = job;
    Delivery { id, what, progress, tries, due_at, answer, created_at }
}

/// Sends something once more that has ended, well or not.
pub async fn send_again(cx: &AccountCx, id: i64) -> Result<()> {
    cx.write(move |tx| {
        table::again(tx, id, tx.now())?;
        tx.log("delivery.repeat", &format!("delivery:{id}"))
    })
    .await
}

/// Queues the alerts of leads that are new. Answers with how many leads it heard of.
pub async fn hear(cx: &AccountCx) -> Result<usize> {
    let waiting = cx.read(|conn| outbox::waiting(conn, outbox::Kind::NewLead, 1)).await?;
    if waiting.is_empty() || cx.account().status == AccountStatus::Archived {
        return Ok(0);
    }
    let receivers = Receivers {
        sends: cx.account().status == AccountStatus::Active,
        lang: cx.account().lang,
        mails: mail::in_use(cx).await?.0 != Source::Nobody,
        people: people(cx).await?,
    };
    cx.write(move |tx| {
        let events = outbox::waiting(tx, outbox::Kind::NewLead, AT_ONCE)?;
        let Some(last) = events.last().map(|event| event.id) else { return Ok(0) };
        for event in &events {
            let lead = serde_json::from_str(&event.payload).map_err(|cause| Error::internal("a new lead's event", cause))?;
            if receivers.sends && tx.now().ms_since(event.at) < NEWS_MS {
                queue_alerts(tx, lead, &receivers)?;
            }
        }
        outbox::heard(tx, outbox::Kind::NewLead, last)?;
        Ok(events.len())
    })
    .await
}

/// Who could be told.
struct Receivers {
    /// A paused account sends nothing.
    sends: bool,
    lang: Lang,
    /// Is there a server to mail through?
    mails: bool,
    people: BTreeMap<UserId, Person>,
}

struct Person {
    email: Email,
    lang: Lang,
}

async fn people(cx: &AccountCx) -> Result<BTreeMap<UserId, Person>> {
    let users = users::of_account(cx.env(), cx.account().id).await?;
    Ok(users.into_iter().map(|user| (user.id, Person { email: Email::from_stored(user.email), lang: user.lang })).collect())
}

fn queue_alerts(tx: &AccountTx<'_, '_>, lead: BornLead, receivers: &Receivers) -> Result<()> {
    let id = lead.lead_id;
    let chosen = store::find(tx)?;
    let was_chosen = chosen.is_some();
    let settings = chosen.unwrap_or_default();
    let assignee = lead.assignee_id.and_then(|user| receivers.people.get(&user));
    let mut mails: BTreeMap<String, LeadMail> = BTreeMap::new();
    for email in &settings.emails {
        mails.insert(email.key(), LeadMail { lead_id: id, to: email.clone(), lang: receivers.lang, assignee: None });
    }
    // Where nobody has chosen anything, a missing server is no fault to report.
    if let Some(person) = assignee.filter(|_| settings.to_assignee && (was_chosen || receivers.mails)) {
        let key = person.email.key();
        let assignee = lead.assignee_id.filter(|_| !mails.contains_key(&key));
        mails.insert(key, LeadMail { lead_id: id, to: person.email.clone(), lang: person.lang, assignee });
    }
    for (key, payload) in &mails {
        enqueue(tx, Kind::LeadMail, &format!("lead:{id}:{key}"), payload)?;
    }
    if settings.webhook && webhooks::is_set_up(tx)? {
        enqueue(tx, Kind::LeadWebhook, &format!("lead:{id}"), &OfLead { lead_id: id })?;
    }
    Ok(())
}

fn enqueue(tx: &AccountTx<'_, '_>, kind: Kind, key: &str, payload: &impl serde::Serialize) -> Result<bool> {
    let payload = serde_json::to_value(payload).map_err(|cause| Error::internal("an alert", cause))?;
    table::enqueue(tx, &NewJob { kind, key, payload: &payload, due_at: tx.now() }, tx.now())
}

/// Writes and mails one alert.
pub async fn mail_lead(cx: &AccountCx, job: &Job, payload: LeadMail) -> Result<Outcome> {
    let Some(lead) = lead(cx, payload.lead_id).await? else { return Ok(Outcome::never(texts::LEAD_GONE)) };
    // Whoever may not see the lead any more is not told of it either.
    if let Some(user) = payload.assignee
        && (lead.lead.assignee_id != Some(user) || !people(cx).await?.contains_key(&user))
    {
        return Ok(Outcome::never(texts::NOT_THEIRS));
    }
    let full = find(cx).await?.unwrap_or_default().full_mail;
    let url = url(cx, payload.lead_id);
    let words = notice::letter(&news(cx, &lead, &url, full), payload.lang);
    // The address is told apart by the job's number, so that the id gives none away.
    let id = format!("lead-alert.{}.{}.{}", cx.account().slug, payload.lead_id, job.id);
    let letter = Letter { id, to: payload.to, subject: words.subject, text: words.text, html: words.html };
    mail::deliver_for(cx, &letter).await
}

/// Tells the webhook of one new lead.
pub async fn call_with_lead(cx: &AccountCx, job: &Job, payload: OfLead) -> Result<Outcome> {
    let Some(lead) = lead(cx, payload.lead_id).await? else { return Ok(Outcome::never(texts::LEAD_GONE)) };
    let full = find(cx).await?.unwrap_or_default().full_webhook;
    let url = url(cx, payload.lead_id);
    let data = notice::data(&news(cx, &lead, &url, full));
    webhooks::call(cx, job, &Event { kind: "lead.created".into(), timestamp: lead.lead.created_at, data }).await
}

async fn lead(cx: &AccountCx, id: LeadId) -> Result<Option<Detail>> {
    match leads::detail(cx, id).await {
        Ok(detail) => Ok(Some(detail)),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

fn news<'a>(cx: &'a AccountCx, detail: &'a Detail, url: &'a str, full: bool) -> News<'a> {
    News {
        account: &cx.account().name,
        zone: cx.account().zone,
        lead: &detail.lead,
        contact: &detail.contact,
        page: detail.page_title.as_deref(),
        labels: &detail.labels,
        url,
        // What the account veils on its lists is revealed one by one, and each time noted: no letter goes around that.
        full: full && !cx.account().mask_lists,
    }
}

fn url(cx: &AccountCx, lead: LeadId) -> String {
    format!("{}/accounts/{}/leads/{lead}", cx.env().settings.admin_base_url(), cx.account().slug)
}

/// Is an endpoint there for alerts to go to?
pub fn has_webhook(conn: &Connection) -> Result<bool> {
    webhooks::is_set_up(conn)
}
