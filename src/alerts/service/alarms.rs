//! Alarms: raised by whoever finds something wrong, told to the operator once, and over when it is right again.

use std::collections::BTreeMap;

use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use crate::{
    accounts::{
        model::Actor,
        service::{
            errand::{self, AgencyErrand},
            log_agency_act,
        },
    },
    alerts::{
        alarm::{Alarm, Known, Severity, is_news},
        alarm_notice::{self, Event, Telling},
        model::{Delivery, Receivers},
        service::delivery,
        store::alarms as store,
        texts,
    },
    base::{
        error::{Error, Result},
        ids::AlarmId,
        lang::Lang,
        page::PageRequest,
        time::{DAY_MS, Timestamp},
    },
    db::{Class, Tx},
    env::Env,
    mail::service as mail,
    mailer::letter::Letter,
    queue::{
        job::{Kind, NewJob},
        table,
    },
    users::service as users,
    webhooks::{model::Event as Call, service as webhooks},
};

/// How long an alarm that is over stays listed.
const KEPT_MS: i64 = 30 * DAY_MS;
const MOST_PAST: u32 = 500;
/// Deliveries that the settings show.
const SHOWN_DELIVERIES: u32 = 20;

/// Raises an alarm, or notes that it still holds. The operator is told of a key once until it is over, and again when it grows worse;
/// what comes and goes is told once an hour at most. A job's own process may call it too.
pub async fn alarm(env: &Env, alarm: Alarm) -> Result<()> {
    errand::send(env, RaiseAlarm(alarm)).await
}

/// What was wrong is right again. Does nothing where no alarm of that key is open, so it may be called each time that all is well.
pub async fn alarm_over(env: &Env, key: &str) -> Result<()> {
    let asked = key.to_owned();
    if env.db.control().read(move |conn| store::open(conn, &asked)).await?.is_none() {
        return Ok(());
    }
    errand::send(env, EndAlarm(key.to_owned())).await
}

#[derive(Debug, Serialize, Deserialize)]
pub struct RaiseAlarm(Alarm);

impl AgencyErrand for RaiseAlarm {
    const NAME: &'static str = "alerts.raise_alarm";
    type Answer = ();

    async fn carry_out(self, env: &Env) -> Result<()> {
        let url = url(env);
        env.db.control().write(Class::Person, move |tx| raise(tx, &self.0, &url)).await
    }
}

#[derive(Debug, Serialize, Deserialize)]
pub struct EndAlarm(String);

impl AgencyErrand for EndAlarm {
    const NAME: &'static str = "alerts.end_alarm";
    type Answer = ();

    async fn carry_out(self, env: &Env) -> Result<()> {
        let url = url(env);
        env.db.control().write(Class::Person, move |tx| end(tx, &self.0, &url)).await
    }
}

/// What is wrong now, the worst first.
pub async fn open_alarms(env: &Env) -> Result<Vec<Known>> {
    env.db.control().read(store::all_open).await
}

/// What was wrong within the last 30 days, the latest first.
pub async fn past_alarms(env: &Env) -> Result<Vec<Known>> {
    env.db.control().read(|conn| store::past(conn, MOST_PAST)).await
}

/// Notes that somebody has seen an alarm: it stays open, and no longer stands above every page.
pub async fn see(env: &Env, actor: &Actor, id: AlarmId) -> Result<()> {
    let actor = actor.clone();
    let work = move |tx: &Tx<'_>| {
        store::see(tx, id, &actor.name, tx.now())?;
        log_agency_act(tx, &actor, "alarm.see", &format!("alarm:{id}"))
    };
    env.db.control().write(Class::Person, work).await
}

/// Where alarms go, and whether anybody has chosen that.
pub async fn receivers(env: &Env) -> Result<Option<Receivers>> {
    env.db.control().read(store::receivers).await
}

pub async fn save_receivers(env: &Env, actor: &Actor, receivers: Receivers) -> Result<()> {
    let actor = actor.clone();
    let work = move |tx: &Tx<'_>| {
        store::save_receivers(tx, &receivers, tx.now())?;
        log_agency_act(tx, &actor, "alarms.update", "agency")
    };
    env.db.control().write(Class::Person, work).await
}

/// Sends a test to everybody who would be told. False when nobody would.
pub async fn test(env: &Env, actor: &Actor) -> Result<bool> {
    let (actor, url, name) = (actor.clone(), url(env), format!("alarm-test.{}", env.chance.token()));
    let work = move |tx: &Tx<'_>| {
        let alarm =
            Alarm { key: "test".into(), severity: Severity::Warning, what: texts::TEST_WHAT.into(), remedy: texts::TEST_REMEDY.into() };
        log_agency_act(tx, &actor, "alarms.test", "agency")?;
        let agency = users::name(tx)?.unwrap_or_default();
        let telling = Telling { event: Event::Test, id: None, alarm: &alarm, since: tx.now(), now: tx.now(), agency: &agency, url: &url };
        tell(tx, &telling, &name)
    };
    env.db.control().write(Class::Person, work).await
}

/// The latest letters and calls of the agency, and what came of them.
pub async fn agency_deliveries(env: &Env) -> Result<Vec<Delivery>> {
    let request = PageRequest { size: SHOWN_DELIVERIES, ..PageRequest::default() };
    let jobs = env.db.control().read(move |conn| table::list(conn, None, &request)).await?;
    Ok(jobs.data.into_iter().map(delivery).collect())
}

/// Sends something of the agency once more that has ended, well or not.
pub async fn send_again_for_agency(env: &Env, actor: &Actor, id: i64) -> Result<()> {
    let actor = actor.clone();
    let work = move |tx: &Tx<'_>| {
        table::again(tx, id, tx.now())?;
        log_agency_act(tx, &actor, "delivery.repeat", &format!("delivery:{id}"))
    };
    env.db.control().write(Class::Person, work).await
}

/// Is there anything to tell the operator through: the agency's mail server, its webhook?
pub async fn ways(env: &Env) -> Result<(bool, bool)> {
    env.db.control().read(|conn| Ok((mail::agency_has_server(conn)?, webhooks::is_set_up(conn)?))).await
}

/// Deletes what has been over for 30 days. Answers with how many.
pub fn forget_old_alarms(conn: &Connection, now: Timestamp) -> Result<usize> {
    store::forget(conn, now.plus_ms(-KEPT_MS))
}

fn raise(tx: &Tx<'_>, alarm: &Alarm, url: &str) -> Result<()> {
    let now = tx.now();
    let (id, since, told) = match store::open(tx, &alarm.key)? {
        Some(open) => {
            store::find_again(tx, open.id, alarm, now)?;
            (open.id, open.since, open.told)
        }
        None => (store::insert(tx, alarm, now)?, now, None),
    };
    if !is_news(alarm.severity, told, store::told_before(tx, &alarm.key)?, now) {
        return Ok(());
    }
    let agency = users::name(tx)?.unwrap_or_default();
    let telling = Telling { event: Event::Raised, id: Some(id), alarm, since, now, agency: &agency, url };
    if tell(tx, &telling, &format!("alarm.{id}.{}", alarm.severity.code()))? {
        store::note_told(tx, id, alarm.severity, now)?;
    }
    Ok(())
}

fn end(tx: &Tx<'_>, key: &str, url: &str) -> Result<()> {
    let Some(open) = store::open(tx, key)? else { return Ok(()) };
    store::end(tx, open.id, tx.now())?;
    if open.told.is_none() {
        return Ok(());
    }
    let agency = users::name(tx)?.unwrap_or_default();
    let telling =
        Telling { event: Event::Over, id: Some(open.id), alarm: &open.alarm, since: open.since, now: tx.now(), agency: &agency, url };
    tell(tx, &telling, &format!("alarm.{}.over", open.id)).map(drop)
}

/// Queues the letters and the call. `name` tells them apart from all others. False when nobody can be told.
fn tell(tx: &Tx<'_>, telling: &Telling<'_>, name: &str) -> Result<bool> {
    let receivers = store::receivers(tx)?.unwrap_or_default();
    let mut mails = BTreeMap::new();
    if mail::agency_has_server(tx)? {
        mails.extend(receivers.emails.into_iter().map(|email| (email.key(), (email, Lang::default()))));
        if receivers.to_owners {
            mails.extend(users::owners(tx)?.into_iter().map(|(email, lang)| (email.key(), (email, lang))));
        }
    }
    for (number, (to, lang)) in mails.values().enumerate() {
        let words = alarm_notice::letter(telling, *lang);
        let letter = Letter { id: format!("{name}.{number}"), to: to.clone(), subject: words.subject, text: words.text, html: words.html };
        mail::queue_letter(tx, &letter, tx.now())?;
    }
    let calls = receivers.webhook && webhooks::is_set_up(tx)?;
    if calls {
        let call = Call { kind: telling.event.name().to_owned(), timestamp: tx.now(), data: alarm_notice::data(telling) };
        let payload = serde_json::to_value(&call).map_err(|cause| Error::internal("an alarm's call", cause))?;
        table::enqueue(tx, &NewJob { kind: Kind::Webhook, key: name, payload: &payload, due_at: tx.now() }, tx.now())?;
    }
    Ok(calls || !mails.is_empty())
}

fn url(env: &Env) -> String {
    format!("{}/alarms", env.settings.admin_base_url())
}
