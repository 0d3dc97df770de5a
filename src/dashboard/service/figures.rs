//! The figures of an account, kept until something is written to its file.

use std::{collections::HashMap, sync::Arc};

use rusqlite::Connection;

use crate::{
    accounts::service::AccountCx,
    base::{
        error::Result,
        ids::{FunnelId, PageId},
        period::Period,
        time::{MINUTE_MS, Timestamp, Zone},
    },
    cache::{Shelf, Space, Weigh},
    dashboard::{
        figures::{self as rules, Counted, Traffic},
        model::{Figures, FunnelFigures, PageFigures, SourceFigures},
        store::figures as store,
        wanted::Wanted,
    },
    funnels::service as funnels,
    interactions::service as interactions,
    rollups::service as rollups,
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
    let by_source = store::sources(conn, before.from, period.to)?;
    let by_funnel = store::funnels(conn, before.from, period.to)?;
    let leads = store::leads(conn, before.from, period.to)?;
    let counted = Counted::of(&by_source, leads, &by_funnel, &store::currencies(conn)?);
    let currency = counted.currency();
    let days = counted.days(period, currency);
    let by_page: HashMap<PageId, Traffic> =
        rollups::page_totals(conn, period)?.into_iter().map(|(page, (visitors, opt_ins))| (page, Traffic { visitors, opt_ins })).collect();
    let offered = funnels::names(conn)?;
    let shown = wanted.funnel.or_else(|| rules::busiest(&by_funnel, period, &offered));
    Ok(Figures {
        period,
        as_of: now,
        now: rules::totals(&days),
        before: rules::totals(&counted.days(before, currency)),
        days,
        currency,
        other_values: counted.other_values(period, currency),
        sources: sources(conn, &rules::sources(&by_source, period))?,
        pages: pages(conn, &by_page)?,
        funnel: shown.map(|id| funnel(conn, id, period, zone, &by_page)).transpose()?,
        funnels: offered,
        scores: scoring::distribution(conn)?,
        readiness: store::readiness(conn)?,
    })
}

fn sources(conn: &Connection, largest: &[(i64, Traffic)]) -> Result<Vec<SourceFigures>> {
    largest.iter().map(|(word, traffic)| Ok(rules::source(interactions::word(conn, *word)?, *traffic))).collect()
}

/// The pages with most visitors. A page that was deleted is left out: nobody could open it.
fn pages(conn: &Connection, by_page: &HashMap<PageId, Traffic>) -> Result<Vec<PageFigures>> {
    let largest = rules::largest(by_page.iter().map(|(page, traffic)| (*page, *traffic)));
    let mut pages = Vec::with_capacity(rules::SHOWN);
    for next in largest.chunks(rules::SHOWN) {
        let ids: Vec<PageId> = next.iter().map(|(page, _)| *page).collect();
        let mut titles = rollups::titles(conn, &ids)?;
        pages.extend(next.iter().filter_map(|(page, traffic)| Some(rules::page(*page, titles.remove(page)?, *traffic))));
        if pages.len() >= rules::SHOWN {
            break;
        }
    }
    pages.truncate(rules::SHOWN);
    Ok(pages)
}

fn funnel(conn: &Connection, id: FunnelId, period: Period, zone: Zone, by_page: &HashMap<PageId, Traffic>) -> Result<FunnelFigures> {
    let funnel = funnels::get(conn, id)?;
    // The same pages and stages as in the funnel's report, so that both tell the same.
    let pages = funnels::pages_of(conn, id, period)?;
    let stages = funnels::stages_of(conn, id, period, zone)?;
    let visitors = (!pages.is_empty()).then(|| pages.iter().filter_map(|page| by_page.get(page)).map(|traffic| traffic.visitors).sum());
    Ok(rules::funnel(&funnel, &stages, visitors, &store::entries(conn, id, period)?))
}

impl Weigh for Figures {
    fn weight_bytes(&self) -> usize {
        let named = self.pages.iter().map(|page| page.title.len()).chain(self.funnels.iter().map(|(_, name)| name.len())).sum::<usize>();
        size_of::<Self>() + self.days.len() * 48 + (self.pages.len() + self.sources.len() + self.funnels.len()) * 96 + named + 1_024
    }
}
