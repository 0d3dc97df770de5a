//! Lists, the board, and one lead with all there is to know of it.

use std::collections::{BTreeMap, BTreeSet, HashMap, btree_map::Entry};

use rusqlite::Connection;

use crate::{
    accounts::service::AccountCx,
    base::{
        error::{Error, Result},
        form::RawForm,
        ids::{CustomerId, FunnelId, LeadId, PageId, TouchId},
        page::{Page, PageInfo, PageRequest},
    },
    customers::service as customers,
    funnels::{model::Funnel, service as funnels},
    interactions::{model::Interaction, service as interactions, touch::Touch},
    landing::service as landing,
    leads::{
        model::{Contact, Lead, Row},
        query::{LeadQuery, Order, Suspects},
        service::reach,
        store::{self, Words},
    },
    rollups::{
        model::{LEADS, SUSPECT_LEADS},
        service as rollups,
    },
};

/// Cards that a column of the board shows at once.
pub const CARDS: u32 = 20;
/// Interactions that a lead's page shows.
const SHOWN_INTERACTIONS: u32 = 100;

/// One lead with what belongs to it.
pub struct Detail {
    pub lead: Lead,
    pub contact: Contact,
    pub funnel: Option<Funnel>,
    pub page_title: Option<String>,
    /// What the page's form calls its fields now, by their names.
    pub labels: HashMap<String, String>,
    pub last_touch: Touch,
    pub timeline: Vec<Interaction>,
}

impl Detail {
    /// What is told of it to somebody who may not see who it is.
    pub fn masked(self) -> Self {
        let timeline = self.timeline.into_iter().map(Interaction::masked).collect();
        Self { lead: self.lead.masked(&self.labels, &self.contact.name), contact: self.contact.masked(), timeline, ..self }
    }
}

/// The stages of a funnel with the leads in them now and the first cards of each.
pub struct Board {
    pub funnel: Funnel,
    pub columns: Vec<(i64, Page<Lead>)>,
    pub contacts: BTreeMap<CustomerId, Contact>,
}

/// A lead, or `NotFound`; to an agent, another's lead is not there.
pub async fn get(cx: &AccountCx, id: LeadId) -> Result<Lead> {
    let (actor, masks) = (cx.actor().clone(), cx.masks());
    let lead = cx
        .read(move |conn| {
            reach::lead(conn, &actor, id)?;
            let lead = read(conn, id)?;
            Ok(if masks { masked(conn, vec![lead])?.pop() } else { Some(lead) })
        })
        .await?;
    lead.ok_or(Error::NotFound)
}

/// The same, for whoever is shown it in full: where the account's setting veils people, it is noted who looked.
pub async fn reveal_lead(cx: &AccountCx, id: LeadId) -> Result<Lead> {
    let lead = get(cx, id).await?;
    customers::note_reveal(cx, lead.customer_id).await?;
    Ok(lead)
}

/// Leads for somebody who may not see who they are. A field that asks for a name is known by what its page's form calls it.
pub fn masked(conn: &Connection, leads: Vec<Lead>) -> Result<Vec<Lead>> {
    let contacts = store::contacts(conn, leads.iter().map(|lead| lead.customer_id))?;
    let pages: BTreeSet<PageId> = leads.iter().filter_map(|lead| lead.landing_page_id).collect();
    let labels: BTreeMap<PageId, HashMap<String, String>> =
        pages.into_iter().map(|page| Ok((page, landing::labels(conn, page)?.1))).collect::<Result<_>>()?;
    let none = HashMap::new();
    let mask = |lead: Lead| {
        let labels = lead.landing_page_id.and_then(|page| labels.get(&page)).unwrap_or(&none);
        let name = contacts.get(&lead.customer_id).map_or("", |contact| contact.name.as_str());
        lead.masked(labels, name)
    };
    Ok(leads.into_iter().map(mask).collect())
}

/// The same inside a transaction.
pub fn read(conn: &Connection, id: LeadId) -> Result<Lead> {
    let row = store::get(conn, id)?;
    let (first, last) = (interactions::touch(conn, row.first_touch)?, interactions::touch(conn, row.last_touch)?);
    Ok(Lead::of(row, first, last))
}

/// One page of the leads that whoever asks may see.
pub async fn list(cx: &AccountCx, query: LeadQuery) -> Result<Page<Lead>> {
    let asked = query.page.clone();
    let found = match &query.search {
        Some(typed) => Some(customers::search(cx, typed).await?),
        None => None,
    };
    let Some(query) = reach::narrowed(cx.actor(), query) else { return Ok(nothing(&asked)) };
    let masks = cx.masks_lists();
    cx.read(move |conn| {
        let Page { data, page } = page(conn, &query, found.as_deref())?;
        Ok(Page { data: if masks { masked(conn, data)? } else { data }, page })
    })
    .await
}

/// Suspects that wait to be looked at.
pub async fn suspects(cx: &AccountCx) -> Result<i64> {
    let only = RawForm::from([("suspect", "true"), ("per_page", "1")]);
    Ok(list(cx, LeadQuery::parse(&only, cx.account().zone)?).await?.page.total)
}

/// The leads that came last, without suspects, and how to reach their customers.
pub async fn newest(cx: &AccountCx, count: u32) -> Result<(Vec<Lead>, BTreeMap<CustomerId, Contact>)> {
    let all = LeadQuery::parse(&RawForm::default(), cx.account().zone)?;
    let leads = list(cx, LeadQuery { page: PageRequest { size: count, ..PageRequest::default() }, ..all }).await?.data;
    let contacts = contacts_of(cx, &leads).await?;
    Ok((leads, contacts))
}

/// How to reach the customers of some leads, as a list shows them.
pub async fn contacts_of(cx: &AccountCx, leads: &[Lead]) -> Result<BTreeMap<CustomerId, Contact>> {
    let ids: Vec<CustomerId> = leads.iter().map(|lead| lead.customer_id).collect();
    let contacts = cx.read(move |conn| store::contacts(conn, ids.into_iter())).await?;
    Ok(shown(contacts, cx.masks_lists()))
}

/// Contacts as they may be shown.
pub fn shown(contacts: BTreeMap<CustomerId, Contact>, masked: bool) -> BTreeMap<CustomerId, Contact> {
    if masked { contacts.into_iter().map(|(id, contact)| (id, contact.masked())).collect() } else { contacts }
}

/// One lead with its funnel, its customer and what happened.
pub async fn detail(cx: &AccountCx, id: LeadId) -> Result<Detail> {
    let (actor, masks) = (cx.actor().clone(), cx.masks());
    let (detail, begun) = cx
        .read(move |conn| {
            let row = reach::lead(conn, &actor, id)?;
            let last_touch = interactions::touch(conn, row.last_touch)?;
            let first = interactions::touch(conn, row.first_touch)?;
            let contact = store::contacts(conn, std::iter::once(row.customer))?.remove(&row.customer).unwrap_or_default();
            let funnel = row.funnel.map(|funnel| funnels::get(conn, funnel)).transpose()?;
            let (page_title, labels) = row.page.map(|page| landing::labels(conn, page)).transpose()?.unzip();
            let newest = PageRequest { size: SHOWN_INTERACTIONS, ..PageRequest::default() };
            let begun = interactions::begin(conn, id, newest)?;
            let detail = Detail {
                lead: Lead::of(row, first, last_touch.clone()),
                contact,
                funnel,
                page_title,
                labels: labels.unwrap_or_default(),
                last_touch,
                timeline: Vec::new(),
            };
            Ok((detail, begun))
        })
        .await?;
    let detail = Detail { timeline: interactions::finish_if_possible(cx, begun).await?.data, ..detail };
    Ok(if masks { detail.masked() } else { detail })
}

/// The same where the account's setting veils people: it is noted who looked.
pub async fn reveal(cx: &AccountCx, id: LeadId) -> Result<Detail> {
    let detail = detail(cx, id).await?;
    customers::note_reveal(cx, detail.lead.customer_id).await?;
    Ok(detail)
}

/// The board of a funnel; an agent's holds their own leads.
pub async fn board(cx: &AccountCx, funnel: FunnelId) -> Result<Board> {
    let (actor, masks) = (cx.actor().clone(), cx.masks_lists());
    cx.read(move |conn| {
        let funnel = funnels::get(conn, funnel)?;
        let counts: BTreeMap<String, i64> = rollups::stage_counts(conn, funnel.id)?.into_iter().collect();
        let mut columns = Vec::with_capacity(funnel.stages.len());
        let mut contacts = BTreeMap::new();
        for stage in &funnel.stages {
            let request = PageRequest { size: CARDS, ..PageRequest::default() };
            let cards = match reach::narrowed(&actor, LeadQuery::column(funnel.id, &stage.key, request.clone())) {
                Some(query) => page(conn, &query, None)?,
                None => nothing(&request),
            };
            let count = match actor.only_own() {
                Some(_) => cards.page.total,
                None => counts.get(&stage.key).copied().unwrap_or_default(),
            };
            contacts.extend(shown(store::contacts(conn, cards.data.iter().map(|lead| lead.customer_id))?, masks));
            let Page { data, page } = cards;
            columns.push((count, Page { data: if masks { masked(conn, data)? } else { data }, page }));
        }
        Ok(Board { funnel, columns, contacts })
    })
    .await
}

fn page(conn: &Connection, query: &LeadQuery, found: Option<&[CustomerId]>) -> Result<Page<Lead>> {
    let Some(words) = words(conn, query)? else { return Ok(nothing(&query.page)) };
    let total = known_total(conn, query, found.is_some())?;
    let Page { data, page } = store::list(conn, query, words, found, total)?;
    Ok(Page { data: dress(conn, data)?, page })
}

/// Absent when the dictionary lacks a word that is filtered by: no lead can have it.
pub fn words(conn: &Connection, query: &LeadQuery) -> Result<Option<Words>> {
    let find = |text: &Option<String>| text.as_deref().map(|text| interactions::find_word(conn, text)).transpose();
    Ok(match (find(&query.filter.source)?, find(&query.filter.campaign)?) {
        (Some(None), _) | (_, Some(None)) => None,
        (source, campaign) => Some(Words { source: source.flatten(), campaign: campaign.flatten() }),
    })
}

/// The total where nothing has to be counted for it.
fn known_total(conn: &Connection, query: &LeadQuery, searched: bool) -> Result<Option<i64>> {
    let filter = &query.filter;
    if searched {
        return Ok(None);
    }
    if query.sort.column == Order::Score {
        // Only leads that have a score are listed then, so no other counter tells how many.
        return if filter.is_open() && filter.suspects != Suspects::Only { store::scored(conn).map(Some) } else { Ok(None) };
    }
    if filter.is_open() {
        return match filter.suspects {
            Suspects::Without => rollups::counter(conn, LEADS).map(Some),
            // The counter holds rejected ones too.
            Suspects::Only => Ok(None),
            Suspects::Any => Ok(Some(rollups::counter(conn, LEADS)? + rollups::counter(conn, SUSPECT_LEADS)?)),
        };
    }
    let (Some(funnel), Some(stage)) = (filter.funnel, &filter.stage) else { return Ok(None) };
    let column = LeadQuery::column(funnel, stage, PageRequest::default()).filter;
    if *filter != column {
        return Ok(None);
    }
    Ok(rollups::stage_counts(conn, funnel)?.into_iter().find(|(key, _)| key == stage).map(|(_, leads)| leads).or(Some(0)))
}

/// Rows with their touches, as they are told.
pub fn dress(conn: &Connection, rows: Vec<Row>) -> Result<Vec<Lead>> {
    let mut touches: BTreeMap<TouchId, Touch> = BTreeMap::new();
    for id in rows.iter().flat_map(|row| [row.first_touch, row.last_touch]) {
        if let Entry::Vacant(place) = touches.entry(id) {
            place.insert(interactions::touch(conn, id)?);
        }
    }
    let touch = |id: TouchId| touches.get(&id).cloned().unwrap_or_default();
    let told = |row: Row| {
        let (first, last) = (touch(row.first_touch), touch(row.last_touch));
        Lead::of(row, first, last)
    };
    Ok(rows.into_iter().map(told).collect())
}

fn nothing(request: &PageRequest) -> Page<Lead> {
    Page { data: Vec::new(), page: PageInfo { number: request.number, size: request.size, total: 0, next: None } }
}
