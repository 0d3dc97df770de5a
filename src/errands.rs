//! All errands by name: what the owner of the directory carries out for a process beside it.

use std::{pin::Pin, sync::Arc};

use serde_json::Value;

use crate::{
    accounts::{
        model::Actor,
        service::{
            self as accounts, AccountCx,
            access_log::NoteAccess,
            errand::{AgencyErrand, Errand, read, written},
            parcel::importing::AdmitAccount,
            upkeep::Optimize,
        },
    },
    alerts::service as alerts,
    app::ForgetVisits,
    backups::service::{facts as backups, restore},
    base::error::{Error, Result},
    capacity,
    db::owner::Sent,
    env::Env,
    operations::service::errands as jobs,
    retention::service::{self as erasing, errands as retention},
    rollups::service::Repair,
    scoring::service as scoring,
};

type CarriedOut<'a> = Pin<Box<dyn Future<Output = Result<Value>> + Send + 'a>>;

/// Whose file an errand changes.
enum Place {
    Account(fn(&AccountCx, Value) -> CarriedOut<'_>),
    Agency(fn(&Env, Value) -> CarriedOut<'_>),
}

/// A line of the table.
struct Known {
    name: &'static str,
    place: Place,
}

const fn account<E: Errand>() -> Known {
    Known { name: E::NAME, place: Place::Account(|cx, body| Box::pin(async move { written(&read::<E>(body)?.carry_out(cx).await?) })) }
}

const fn agency<E: AgencyErrand>() -> Known {
    Known { name: E::NAME, place: Place::Agency(|env, body| Box::pin(async move { written(&read::<E>(body)?.carry_out(env).await?) })) }
}

const ERRANDS: &[Known] = &[
    account::<scoring::WriteScores>(),
    account::<scoring::EndNight>(),
    account::<scoring::RepairDistribution>(),
    account::<retention::ArchiveSlice>(),
    account::<retention::ForgetArchived>(),
    account::<retention::ForgetConversions>(),
    account::<retention::ForgetTraces>(),
    agency::<retention::ForgetExpired>(),
    agency::<retention::ForgetAccesses>(),
    agency::<erasing::FinishErasures>(),
    agency::<capacity::jobs::Keep>(),
    agency::<restore::place::PutInPlace>(),
    agency::<restore::aside::ShowAside>(),
    agency::<restore::aside::PutShown>(),
    agency::<restore::aside::LetGo>(),
    agency::<restore::back::PutBack>(),
    agency::<restore::kept::ForgetKept>(),
    agency::<alerts::RaiseAlarm>(),
    agency::<alerts::EndAlarm>(),
    agency::<backups::KeepRun>(),
    agency::<backups::KeepLists>(),
    agency::<backups::KeepProof>(),
    agency::<jobs::Begin>(),
    agency::<jobs::Tell>(),
    agency::<jobs::End>(),
    agency::<ForgetVisits>(),
    agency::<Optimize>(),
    agency::<NoteAccess>(),
    agency::<AdmitAccount>(),
    account::<Repair>(),
];

/// Carries out what another process has sent.
pub async fn carry_out(env: &Env, sent: Sent) -> Result<Value> {
    let known = ERRANDS.iter().find(|known| known.name == sent.name);
    match (known.map(|known| &known.place), sent.account) {
        (Some(Place::Account(carry)), Some(slug)) => {
            let cx = accounts::enter(env, &slug, Arc::new(Actor::product())).await?;
            carry(&cx, sent.body).await
        }
        (Some(Place::Agency(carry)), None) => carry(env, sent.body).await,
        _ => Err(Error::Internal(format!("there is no errand {:?}; is the other process of another version?", sent.name))),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_name_is_given_once() {
        let names: BTreeSet<_> = ERRANDS.iter().map(|known| known.name).collect();
        assert_eq!(names.len(), ERRANDS.len());
    }
}
