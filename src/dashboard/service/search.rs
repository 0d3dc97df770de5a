//! One search over everything an account has.

use rusqlite::Connection;

use crate::{
    accounts::{model::Right, service::AccountCx},
    base::{
        error::Result,
        ids::{CustomerId, UserId},
        lang::Lang,
    },
    customers::service as customers,
    dashboard::{
        matching,
        model::{Found, Hit},
        people,
        store::search as store,
    },
};

/// Of each kind.
const SHOWN: u32 = 6;
/// Of the customers found, the newest are looked at: whoever types one letter finds half of all people.
const LOOKED_AT: usize = 2_000;

/// What fits the text, as far as whoever asks may see it: an agent finds the leads assigned to them.
pub async fn find(cx: &AccountCx, typed: &str, lang: Lang) -> Result<Found> {
    let Some(query) = matching::query(typed) else { return Ok(Found::default()) };
    let (own, looks, masks) = (cx.only_own(), cx.may(Right::Look), cx.masks_lists());
    let mut people = customers::search(cx, &query).await?;
    if let Some(agent) = own {
        // Before the newest are taken: theirs may be old ones.
        let theirs = cx.read(move |conn| store::customers_of(conn, agent)).await?;
        people.retain(|id| theirs.contains(id));
    }
    people.sort_unstable_by_key(|id| std::cmp::Reverse(*id));
    people.truncate(LOOKED_AT);
    cx.read(move |conn| {
        let mut found = Found { leads: leads(conn, &people, own, lang, masks)?, ..Found::default() };
        if looks {
            found.customers = customers_of(conn, &people, lang, masks)?;
            let pages = store::pages(conn)?.into_iter().map(|(id, title, slug)| ((id, slug), title));
            let pages = matching::fitting(&query, pages, SHOWN as usize).into_iter();
            found.pages = pages.map(|((id, slug), name)| Hit { id: id.0, name, detail: format!("/{slug}"), at: None }).collect();
            found.funnels = named(&query, store::funnels(conn)?.into_iter().map(|(id, name)| (id.0, name)));
            found.campaigns = named(&query, store::campaigns(conn)?.into_iter().map(|(id, name)| (id.0, name)));
        }
        Ok(found)
    })
    .await
}

/// Things that have nothing but a name.
fn named(query: &str, names: impl Iterator<Item = (i64, String)>) -> Vec<Hit> {
    let fitting = matching::fitting(query, names, SHOWN as usize).into_iter();
    fitting.map(|(id, name)| Hit { id, name, detail: String::new(), at: None }).collect()
}

fn leads(conn: &Connection, people: &[CustomerId], own: Option<UserId>, lang: Lang, masks: bool) -> Result<Vec<Hit>> {
    let leads = store::leads(conn, people, own, SHOWN)?.into_iter().map(|lead| {
        let (name, reached_at) = people::shown(lead.contact, lang, masks);
        Hit { id: lead.id.0, name, detail: lead.stage.unwrap_or(reached_at), at: Some(lead.created_at) }
    });
    Ok(leads.collect())
}

fn customers_of(conn: &Connection, people: &[CustomerId], lang: Lang, masks: bool) -> Result<Vec<Hit>> {
    let customers = store::customers(conn, people, SHOWN)?.into_iter().map(|customer| {
        let (name, reached_at) = people::shown(customer.contact, lang, masks);
        let parts: Vec<String> = [reached_at, customer.company].into_iter().filter(|part| !part.is_empty()).collect();
        Hit { id: customer.id.0, name, detail: parts.join(" · "), at: None }
    });
    Ok(customers.collect())
}
