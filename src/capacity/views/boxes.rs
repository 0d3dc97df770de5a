//! The boxes of the sizing study: what they cost and what they would carry.

use maud::{Markup, html};

use crate::{
    base::lang::Lang,
    capacity::{
        report::{Report, TierReport},
        study::TIERS,
        texts,
    },
    web::components::{
        card,
        number::grouped,
        pill::{Tone, pill},
        table,
    },
};

pub fn tiers(lang: Lang, report: &Report) -> Markup {
    let head = html! {
        (table::th(texts::COLUMN_TIER.get(lang)))
        (table::th(texts::COLUMN_BOX.get(lang)))
        (table::th_right(texts::COLUMN_MONTH.get(lang)))
        (table::th_right(texts::COLUMN_YEAR.get(lang)))
        (table::th_right(texts::COLUMN_STUDY_LEADS.get(lang)))
        (table::th_right(texts::COLUMN_MEASURED_LEADS.get(lang)))
    };
    let costs = &report.costs;
    let said = texts::COSTS.with(&[
        ("db_from", &costs.database_server_month_usd_from),
        ("db_to", &costs.database_server_month_usd_to),
        ("cloud_from", &costs.cloud_month_usd_from),
        ("cloud_to", &costs.cloud_month_usd_to),
        ("own_from", &grouped(costs.on_premises_year_usd_from)),
        ("own_to", &grouped(costs.on_premises_year_usd_to)),
    ]);
    card::titled(
        texts::TIERS.get(lang),
        "",
        html! {
            (table::table(texts::TIERS.get(lang), head, html! { @for tier in &report.tiers { (line(lang, tier)) } }))
            div.card-body.stack-small {
                p.small.muted { (texts::TIERS_HELP.get(lang)) }
                p.small.muted { (said.get(lang)) }
            }
        },
    )
}

fn line(lang: Lang, tier: &TierReport) -> Markup {
    let machine = texts::BOX.with(&[("cores", &tier.cores), ("memory", &tier.memory_gb), ("disk", &tier.disk_gb)]);
    let label = TIERS.iter().find(|known| known.name == tier.name).map_or(tier.name, |known| known.label.get(lang));
    html! {
        tr {
            td { b { (label) } @if tier.is_here { " " (pill(Tone::Blue, texts::THIS_BOX.get(lang))) } }
            td { (machine.get(lang)) div.small.muted { (texts::MBIT.with(&[("n", &grouped(tier.network_mbit))]).get(lang)) } }
            td.right { (dollars(tier.month_usd_from, tier.month_usd_to)) }
            td.right { (dollars(tier.month_usd_from * 12, tier.month_usd_to * 12)) }
            td.right { (carried(lang, tier.study_leads, tier.study_times_bp)) }
            td.right { (carried(lang, tier.measured_leads, tier.measured_times_bp)) }
        }
    }
}

fn dollars(from: i64, to: i64) -> String {
    format!("${}–{}", grouped(from), grouped(to))
}

fn carried(lang: Lang, leads: i64, times_bp: i64) -> Markup {
    let times = format!("{}.{}", times_bp / 10_000, times_bp % 10_000 / 1_000);
    // The last three digits would pretend to know.
    html! { b { (grouped(leads / 1_000 * 1_000)) } div.small.muted { (texts::TIMES.with(&[("n", &times)]).get(lang)) } }
}
