//! The report: what was measured, what is there now, and what comes of it.

use std::path::Path;

use rusqlite::Connection;

use crate::{
    accounts::{model::Account, service as accounts},
    base::{
        error::{Error, Result},
        table::{TABLES, Table},
        time::{Timestamp, Zone},
    },
    capacity::{
        model::{AccountShare, DaySample, Measurement, Sizes},
        report::{Facts, Report},
        service::{
            counting,
            disk::{account_bytes, disk},
            measuring::{Progress, measure},
        },
        store,
    },
    config::{settings::Settings, values::Word as _},
    env::Env,
};

/// Databases that together take no more are measured whenever somebody looks: it takes no longer than reading them.
const SMALL_BYTES: i64 = 64 << 20;

/// The report of the running appliance.
pub async fn report(env: &Env) -> Result<Report> {
    let accounts = accounts::list(env).await?;
    let kept = env.db.control().read(store::last).await?;
    let (data_dir, backups) = (env.db.data_dir().to_owned(), env.settings.backup_directory());
    let (listed, now) = (accounts.clone(), env.now());
    let (measurement, disk, bytes) = tokio::task::spawn_blocking(move || {
        let disk = disk(&data_dir, &backups);
        let measurement = match kept {
            Some(kept) if disk.database_bytes > SMALL_BYTES => kept,
            _ => measure(&data_dir, &listed, now, |_| ()),
        };
        let bytes: Vec<(i64, i64)> = listed.iter().map(|account| account_bytes(&data_dir, &account.slug)).collect();
        (measurement, disk, bytes)
    })
    .await
    .map_err(|cause| Error::internal("measuring the files", cause))?;
    let mut rows = measured_rows(&measurement);
    let mut shares = Vec::new();
    for (account, bytes) in accounts.iter().zip(bytes) {
        // A file that can't be asked now is shown as it was measured.
        let measured = measurement.accounts.iter().find(|(id, _)| *id == account.id).map_or_else(Sizes::default, |(_, sizes)| *sizes);
        let then = measured.parts.map(|part| part.rows);
        let now = counting::rows(env, account, true).await.unwrap_or(then);
        for (sum, (now, then)) in rows.iter_mut().zip(now.into_iter().zip(then)) {
            *sum += now - then;
        }
        shares.push(share(account, now[Table::Lead.place()], bytes));
    }
    rows[Table::Account.place()] = i64::try_from(accounts.len()).unwrap_or(i64::MAX);
    Ok(Report::of(&facts(&env.settings, &measurement, rows, disk, shares, now)))
}

/// The facts of a directory that is looked at from outside: all of it is measured now.
pub fn facts_of_directory(settings: &Settings, accounts: &[Account], at: Timestamp, tell: impl FnMut(Progress)) -> (Facts, Measurement) {
    let data_dir: &Path = &settings.data_dir;
    let measurement = measure(data_dir, accounts, at, tell);
    let shares = accounts
        .iter()
        .map(|account| {
            let leads = measurement.accounts.iter().find(|(id, _)| *id == account.id).map_or(0, |(_, sizes)| sizes.part(Table::Lead).rows);
            share(account, leads, account_bytes(data_dir, &account.slug))
        })
        .collect();
    let rows = measured_rows(&measurement);
    (facts(settings, &measurement, rows, disk(data_dir, &settings.backup_directory()), shares, at), measurement)
}

/// What was measured last, of a control file that is looked at from outside; absent while there was nothing.
pub fn last_of_file(conn: &Connection) -> Result<Option<Measurement>> {
    store::last(conn)
}

/// The disk on each day of the last so many.
pub async fn history(env: &Env, days: i32) -> Result<Vec<DaySample>> {
    let from = Zone::default().day_of(env.now()).plus(1 - days);
    env.db.control().read(move |conn| store::days(conn, from)).await
}

fn measured_rows(measurement: &Measurement) -> [i64; TABLES] {
    measurement.total().parts.map(|part| part.rows)
}

fn share(account: &Account, leads: i64, (database_bytes, archive_bytes): (i64, i64)) -> AccountShare {
    AccountShare { slug: account.slug.clone(), name: account.name.clone(), leads, database_bytes, archive_bytes }
}

fn facts(
    settings: &Settings,
    measurement: &Measurement,
    rows: [i64; TABLES],
    disk: crate::capacity::model::Disk,
    accounts: Vec<AccountShare>,
    now: Timestamp,
) -> Facts {
    Facts {
        measured_at: measurement.at,
        sizes: measurement.total(),
        rows,
        planned: Table::ALL.map(|table| settings.planned(table)),
        disk,
        accounts,
        tier: settings.tier.word(),
        today: Zone::default().day_of(now),
    }
}
