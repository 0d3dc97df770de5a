//! The certificate of an account's erasure: one page that stands on its own, in both languages, to be printed or handed over.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::{
    accounts::{
        model::{ErasedAccount, Holding},
        texts,
    },
    base::{
        lang::{Lang, Text},
        time::{Timestamp, Zone},
    },
    web::components::number::grouped,
};

/// It is opened from a disk, where no other file stands beside it.
const STYLE: &str = "body{font:15px/1.6 'Noto Sans KR','Apple SD Gothic Neo','Malgun Gothic',sans-serif;max-width:46rem;margin:3rem auto;padding:0 1.5rem;color:#1a1d23}\
h1{font-size:1.7rem;margin:0 0 .3rem}h2{font-size:1.05rem;margin:2rem 0 .5rem}p{margin:.4rem 0}small,.en{color:#5b6270}\
table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #d9dde3;padding:.35rem .5rem;text-align:left;vertical-align:top}\
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}@media print{body{margin:0 auto}}";

/// The whole document. `agency` is who erased it, `holdings` the snapshots that still hold the account.
pub fn certificate(agency: &str, erased: &ErasedAccount, holdings: &[Holding], zone: Zone) -> Markup {
    let when = |at: Timestamp| zone.date_time(at);
    html! {
        (DOCTYPE)
        html lang="ko" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (texts::CERTIFICATE.get(Lang::Ko)) " · " (erased.name) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                h1 { (texts::CERTIFICATE.get(Lang::Ko)) }
                p.en { (texts::CERTIFICATE.get(Lang::En)) }
                p { (texts::CERTIFIES.get(Lang::Ko)) }
                p.en { (texts::CERTIFIES.get(Lang::En)) }
                table {
                    (fact(texts::CERT_AGENCY, &html! { (agency) }))
                    (fact(texts::CERT_ACCOUNT, &html! { (erased.name) " (" (erased.slug) ")" }))
                    (fact(texts::CERT_SINCE, &html! { (when(erased.created_at)) }))
                    (fact(texts::CERT_AT, &html! { (when(erased.at)) " (" (zone.name()) ")" }))
                    (fact(texts::CERT_DONE, &html! { @match erased.done_at { Some(at) => (when(at)), None => (both(texts::CERT_OPEN)) } }))
                    (fact(texts::CERT_BY, &html! { (erased.by) }))
                }
                (heading(texts::CERT_ROWS))
                table {
                    tr { th { (both(texts::CERT_TABLE)) } th.n { (both(texts::CERT_COUNT)) } }
                    @for (table, count) in &erased.rows { tr { td { (table) } td.n { (grouped(*count)) } } }
                    tr { th { (both(texts::CERT_SUM)) } th.n { (grouped(erased.rows.iter().map(|(_, count)| count).sum())) } }
                }
                (heading(texts::CERT_FILES))
                table {
                    tr { th { (both(texts::CERT_FILE)) } th.n { (both(texts::CERT_BYTES)) } }
                    @for (file, bytes) in &erased.files { tr { td { (file) } td.n { (grouped(i64::try_from(*bytes).unwrap_or(i64::MAX))) } } }
                }
                (heading(texts::CERT_SNAPSHOTS))
                @if holdings.is_empty() {
                    p { (both(texts::CERT_NO_SNAPSHOT)) }
                } @else {
                    p { (both(texts::CERT_SNAPSHOTS_HELP)) }
                    table {
                        tr { th { (both(texts::CERT_SNAPSHOT)) } th { (both(texts::CERT_TAKEN)) } th { (both(texts::CERT_EXPIRES)) } }
                        @for holding in holdings { tr { td { (holding.snapshot) } td { (when(holding.at)) } td { (when(holding.expires_at)) } } }
                    }
                }
                p { small { (both(texts::CERT_LOG)) } }
            }
        }
    }
}

fn heading(text: Text) -> Markup {
    html! { h2 { (both(text)) } }
}

fn fact(label: Text, value: &Markup) -> Markup {
    html! { tr { th { (both(label)) } td { (value) } } }
}

fn both(text: Text) -> Markup {
    html! { (text.get(Lang::Ko)) " " span.en { (text.get(Lang::En)) } }
}
