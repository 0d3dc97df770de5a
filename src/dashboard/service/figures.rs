//! The figures of an account, kept until something is written to its file.

use std::{collections::BTreeMap, sync::Arc};

use rusqlite::Connection;

use crate::{
    accounts::service::AccountCx,
    base::{
        error::Result,
        ids::{FunnelId, PageId},
        time::{MINUTE_MS, Timestamp, Zone},
    },
    cache::{Shelf, Space, Weigh},
    dashboard::{
        figures::{self as rules, ByOrigin, Counted},
        model::{Figures, FunnelFigures, SourceFigures},
        store::figures as store,
        wanted::Wanted,
    },
    funnels::service as funnels,
    interactions::service as interactions,
    landing::service as landing,
    scoring::service as scoring,
};

const FIGURES: Space = Space { name: "dashboard", lifetime_ms: 5 * MINUTE_MS, shelf: Shelf::Data };

/// The figures of a period beside those of the period before. A funnel that is not there is a `NotFound`.
pub async fn figures(cx: &AccountCx, wanted: Wanted) -> Result<Arc<Figures>> {
    let Wanted { period, funnel } = wanted;
    let name = format!("{} {} {:?}", period.from, period.to, funnel.map(|id| id.0));
    let (now, zone) = (cx.now(), cx.account().zone);
    let load = cx.read(move |conn| read(conn, wanted, now, zone));
    cx.env().cache.get_or_load_at(&FIGURES, cx.account().id, &name, now, || cx.state(), load).await
}

fn read(conn: &Connection, wanted: Wanted, now: Timestamp, zone: Zone) -> Result<Figures> {
    let period = wanted.period;
    let before = period.previous();
    let counted = Counted {
        traffic: store::traffic(conn, before.from, period.to)?,
        leads: store::leads(conn, before.from, period.to)?,
        earned: store::earned(conn, before.from, period.to)?,
    };
    let currency = counted.currency();
    let days = counted.days(period, currency);
    let origin = store::by_origin(conn, period)?;
    let titles: BTreeMap<PageId, String> = landing::names(conn)?.into_iter().collect();
    let offered = funnels::names(conn)?;
    Ok(Figures {
        period,
        as_of: now,
        now: rules::totals(&days),
        before: rules::totals(&counted.days(before, currency)),
        days,
        currency,
        other_values: counted.other_values(period, currency),
        sources: sources(conn, &origin)?,
        pages: origin.pages(&titles),
        funnel: funnel(conn, wanted, zone, &offered, &origin)?,
        funnels: offered,
        scores: scoring::distribution(conn)?,
        readiness: store::readiness(conn)?,
    })
}

fn sources(conn: &Connection, origin: &ByOrigin) -> Result<Vec<SourceFigures>> {
    let named = origin.sources().into_iter().map(|(word, traffic)| Ok(rules::source(interactions::word(conn, word)?, traffic)));
    named.collect()
}

fn funnel(
    conn: &Connection,
    wanted: Wanted,
    zone: Zone,
    offered: &[(FunnelId, String)],
    origin: &ByOrigin,
) -> Result<Option<FunnelFigures>> {
    let entries = store::entries(conn, wanted.period)?;
    let Some(id) = wanted.funnel.or_else(|| rules::busiest(&entries, offered)) else { return Ok(None) };
    let funnel = funnels::get(conn, id)?;
    // The same pages and stages as in the funnel's report, so that both tell the same.
    let pages = funnels::pages_of(conn, id, wanted.period)?;
    let stages = funnels::stages_of(conn, id, wanted.period, zone)?;
    let visitors = (!pages.is_empty()).then(|| origin.visitors_of(&pages));
    Ok(Some(rules::funnel(&funnel, &stages, visitors, &entries)))
}

impl Weigh for Figures {
    fn weight_bytes(&self) -> usize {
        let named = self.pages.iter().map(|page| page.title.len()).chain(self.funnels.iter().map(|(_, name)| name.len())).sum::<usize>();
        size_of::<Self>() + self.days.len() * 48 + (self.pages.len() + self.sources.len() + self.funnels.len()) * 96 + named + 1_024
    }
}
