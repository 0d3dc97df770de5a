//! Tells the plan what is there.

use crate::{
    accounts::service as accounts,
    base::{
        error::Result,
        table::{TABLES, Table},
    },
    capacity::{service::counting, store},
    env::Env,
};

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
    Ok(())
}
