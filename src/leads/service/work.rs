//! The day's work on leads: calls and what they lead to, and who is to be called when.

use std::collections::BTreeMap;

use crate::{
    accounts::service::AccountCx,
    base::{
        error::Result,
        ids::{CustomerId, LeadId, UserId},
        time::Timestamp,
    },
    customers::service as customers,
    interactions::{model::InteractionKind, service as interactions},
    leads::{
        call::CallReport,
        entry::LeadChange,
        model::{Contact, Lead},
        service::{
            birth,
            change::{self, Office},
            reach, reading,
        },
        store::{
            self,
            callbacks::{self, Span},
        },
        work_status,
    },
};

/// Callbacks that a group of the day's list shows.
const SHOWN: u32 = 100;
/// Days after today whose callbacks are shown.
const AHEAD_DAYS: i32 = 7;
/// Callbacks that one notice names.
const NAMED: u32 = 5;

/// Whose callbacks are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    All,
    /// Those of one user, and of nobody where `with_nobodys` says so.
    Of {
        user: UserId,
        with_nobodys: bool,
    },
}

impl Whose {
    /// Whose callbacks are the business of whoever acts: an agent's own, anybody else's own and those that nobody has taken. All,
    /// for who is no user.
    pub fn own(cx: &AccountCx) -> Self {
        match (cx.only_own(), cx.actor().user_id()) {
            (Some(user), _) => Self::Of { user, with_nobodys: false },
            (None, Some(user)) => Self::Of { user, with_nobodys: true },
            (None, None) => Self::All,
        }
    }

    const fn within(self, from: Timestamp, until: Timestamp) -> Span {
        match self {
            Self::All => Span { from, until, of: None, with_nobodys: false },
            Self::Of { user, with_nobodys } => Span { from, until, of: Some(user), with_nobodys },
        }
    }
}

/// Callbacks: those whose time has come, those still to come today, and those of the next days.
pub struct Today {
    pub overdue: Callbacks,
    pub today: Callbacks,
    pub upcoming: Callbacks,
    pub contacts: BTreeMap<CustomerId, Contact>,
}

/// The first callbacks of a group, the earliest first, and how many there are, counted up to 1,000.
pub struct Callbacks {
    pub total: i64,
    pub leads: Vec<Lead>,
}

/// What an alarm tells: callbacks whose time has come, and those of them that came lately.
pub struct Alarm {
    pub overdue: i64,
    pub fresh: Vec<(LeadId, Contact)>,
}

/// Logs a call: what came of it, the work status it leads to and the next call's time, all at once.
pub async fn log_call(cx: &AccountCx, id: LeadId, report: CallReport) -> Result<Lead> {
    let office = Office::of(cx);
    cx.write(move |tx| {
        let before = reach::lead(tx, tx.actor(), id)?;
        birth::record(tx, id, InteractionKind::Call, report.data())?;
        customers::note_activity(tx, before.customer, tx.now())?;
        tx.log("interaction.create", &format!("lead:{id}"))?;
        let next = report.next.unwrap_or_else(|| work_status::after_call(&before.work_status, report.outcome));
        let change = LeadChange { work_status: Some(next), callback_at: Some(report.callback_at), implies: true, ..LeadChange::default() };
        if !change::apply(tx, office, &before, &change, None)? {
            birth::tell(tx, id)?;
        }
        reading::read(tx, id)
    })
    .await
}

/// Takes back a note, call or meeting that whoever acts wrote a moment ago. The work status stays as it is.
pub async fn take_back(cx: &AccountCx, id: LeadId, interaction: String) -> Result<()> {
    cx.write(move |tx| {
        reach::lead(tx, tx.actor(), id)?;
        interactions::take_back(tx, id, &interaction)?;
        birth::tell(tx, id)
    })
    .await
}

/// Who is to be called: overdue, today, in the next days.
pub async fn today(cx: &AccountCx, whose: Whose) -> Result<Today> {
    let (now, zone, masks) = (cx.now(), cx.account().zone, cx.masks_lists());
    let day = zone.day_of(now);
    let (tomorrow, end) = (zone.start_of(day.plus(1)), zone.start_of(day.plus(1 + AHEAD_DAYS)));
    cx.read(move |conn| {
        let mut contacts = BTreeMap::new();
        let mut group = |from, until| -> Result<Callbacks> {
            let span = whose.within(from, until);
            let rows = callbacks::list(conn, span, SHOWN)?;
            contacts.extend(reading::shown(store::contacts(conn, rows.iter().map(|row| row.customer))?, masks));
            let leads = reading::dress(conn, rows)?;
            let leads = if masks { reading::masked(conn, leads)? } else { leads };
            Ok(Callbacks { total: callbacks::count(conn, span)?, leads })
        };
        Ok(Today {
            overdue: group(Timestamp(0), now.plus_ms(1))?,
            today: group(now.plus_ms(1), tomorrow)?,
            upcoming: group(tomorrow, end)?,
            contacts,
        })
    })
    .await
}

/// How many callbacks wait for whoever acts, and those whose time came after `since`.
pub async fn alarm(cx: &AccountCx, since: Option<Timestamp>) -> Result<Alarm> {
    let (now, whose, masks) = (cx.now(), Whose::own(cx), cx.masks_lists());
    cx.read(move |conn| {
        let overdue = callbacks::count(conn, whose.within(Timestamp(0), now.plus_ms(1)))?;
        let Some(since) = since.filter(|_| overdue > 0) else { return Ok(Alarm { overdue, fresh: Vec::new() }) };
        let rows = callbacks::list(conn, whose.within(since.plus_ms(1), now.plus_ms(1)), NAMED)?;
        let mut contacts = reading::shown(store::contacts(conn, rows.iter().map(|row| row.customer))?, masks);
        let fresh = rows.iter().map(|row| (row.id, contacts.remove(&row.customer).unwrap_or_default())).collect();
        Ok(Alarm { overdue, fresh })
    })
    .await
}
