//! Tells the plan what is there, and the operator what is nearly used up.

use std::sync::{Mutex, PoisonError};

use crate::{
    accounts::service as accounts,
    alerts::{
        alarm::{Alarm, Severity},
        service as alarms,
    },
    base::{
        error::Result,
        money::group_digits,
        table::{TABLES, Table},
    },
    capacity::{service::counting, store, texts},
    env::Env,
    plan::{FULL_BP, WARN_FROM_BP, is_refused},
};

/// What the operator was told of each table in this process; absent before the first look.
#[derive(Default)]
struct Raised(Mutex<Option<[Option<Severity>; TABLES]>>);

/// Counts what may be refused, and all else that costs little; of interactions the last measuring tells. An account that can't be
/// asked counts as nothing, so that its trouble refuses nobody else's work.
pub async fn refresh(env: &Env) -> Result<()> {
    let accounts = accounts::list(env).await?;
    let mut total = [0_i64; TABLES];
    for account in &accounts {
        match counting::rows(env, account, false).await {
            Ok(rows) => total.iter_mut().zip(rows).for_each(|(sum, rows)| *sum += rows),
            Err(cause) => tracing::debug!(account.slug = account.slug, %cause, "an account's rows are not counted"),
        }
    }
    total[Table::Account.place()] = i64::try_from(accounts.len()).unwrap_or(i64::MAX);
    let measured = env.db.control().read(store::last).await?;
    total[Table::LeadInteraction.place()] = measured.map_or(0, |measured| measured.total().part(Table::LeadInteraction).rows);
    env.plan.tell(&Table::ALL.map(|table| (table, total[table.place()])));
    tell_operator(env).await
}

/// Raises an alarm for each table that is nearly used up, a graver one when it is, and ends it when there is room again.
async fn tell_operator(env: &Env) -> Result<()> {
    let now = Table::ALL.map(|table| match env.plan.share_bp(table) {
        ..WARN_FROM_BP => None,
        WARN_FROM_BP..FULL_BP => Some(Severity::Warning),
        _ => Some(Severity::Critical),
    });
    let raised = env.db.control().beside().get::<Raised>();
    let before = *raised.0.lock().unwrap_or_else(PoisonError::into_inner);
    for (table, severity) in Table::ALL.into_iter().zip(now) {
        if before.is_some_and(|before| before[table.place()] == severity) {
            continue;
        }
        match severity {
            Some(severity) => alarms::alarm(env, alarm_of(env, table, severity)).await?,
            None => alarms::alarm_over(env, &key(table)).await?,
        }
    }
    *raised.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(now);
    Ok(())
}

fn alarm_of(env: &Env, table: Table, severity: Severity) -> Alarm {
    let is_full = severity == Severity::Critical;
    let (label, planned) = (table.label(), env.plan.planned(table));
    let text = match (is_full, is_refused(table)) {
        (false, _) => texts::ALARM_NEARLY,
        (true, true) => texts::ALARM_REFUSED,
        (true, false) => texts::ALARM_FULL,
    };
    let mut what = text.with(&[
        ("rows", &group_digits(env.plan.present(table))),
        ("planned", &group_digits(planned)),
        ("share", &(env.plan.share_bp(table) / 100)),
    ]);
    what.ko = what.ko.replace("{thing}", label.ko);
    what.en = what.en.replace("{thing}", label.en);
    let remedy = texts::ALARM_REMEDY.with(&[("key", &table.setting())]);
    Alarm { key: key(table), severity, what, remedy }
}

fn key(table: Table) -> String {
    format!("capacity:{}", table.name())
}
