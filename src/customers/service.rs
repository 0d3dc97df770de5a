//! What is done with customers.

pub mod erasing;

use std::sync::Arc;

use rusqlite::Connection;

use crate::{
    accounts::service::{AccountCx, AccountTx},
    base::{
        email::Email,
        error::{Error, Result},
        ids::CustomerId,
        page::{MAX_SIZE, Page, PageRequest, Sort},
        phone::Phone,
        table::Table,
        time::{MINUTE_MS, Timestamp},
    },
    cache::{Shelf, Space, Weigh},
    customers::{
        model::{Belongings, Customer, CustomerChange, CustomerStatus, Filter, Identity, NewCustomer, Order, TAGS as MOST_TAGS},
        search::{self, Search},
        store, texts,
        wanted::{Findable, Reach},
    },
    db::outbox,
    rollups::service as rollups,
};

pub use crate::customers::store::fill;

/// A customer who was known, or is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recognised {
    pub id: CustomerId,
    pub created: bool,
}

/// Tags that a list offers to filter by.
const OFFERED_TAGS: u32 = 200;

/// Pages of the list as they are shown.
const LISTS: Space = Space { name: "customers", lifetime_ms: MINUTE_MS, shelf: Shelf::Data };

/// A page of the list as whoever asks may see it, kept until something is written to the account's file.
pub async fn shown(cx: &AccountCx, filter: Filter, sort: (Sort<Order>, String), request: PageRequest) -> Result<Arc<Page<Customer>>> {
    let veiled = cx.masks_lists();
    let name = format!("{filter:?} {} {request:?} {:?} {veiled}", sort.1, reach(cx));
    let load = async {
        let page = list(cx, filter, sort, request).await?;
        Ok(if veiled { page.map(Customer::masked) } else { page })
    };
    cx.env().cache.get_or_load_at(&LISTS, cx.account().id, &name, cx.now(), || cx.state(), load).await
}

/// One page of the customers that are wanted, in an order whose text stands in the cursor.
pub async fn list(cx: &AccountCx, filter: Filter, sort: (Sort<Order>, String), request: PageRequest) -> Result<Page<Customer>> {
    let (search, reach) = (cx.mirror::<Search>(), reach(cx));
    cx.read(move |conn| {
        let ids = match &filter.search {
            // Before anything else is read: who is found must not be older than the rows.
            Some(query) => search.find(query, reach, || store::findable(conn, search::MOST))?,
            None => None,
        };
        let total = known_total(conn, &filter)?;
        store::list(conn, &filter, reach, ids.as_deref(), &sort, &request, total)
    })
    .await
}

/// Customers whom a search finds, in no order: all of them, or the newest few where there are too many customers to search in memory.
pub async fn search(cx: &AccountCx, query: &str) -> Result<Vec<CustomerId>> {
    let (search, typed, reach) = (cx.mirror::<Search>(), query.to_owned(), reach(cx));
    if let Some(found) = cx.read(move |conn| search.find(&typed, reach, || store::findable(conn, search::MOST))).await? {
        return Ok(found);
    }
    let filter = Filter { search: Some(query.to_owned()), ..Filter::default() };
    let newest = (Sort { column: Order::Created, descending: true }, Order::DEFAULT.to_owned());
    let request = PageRequest { size: MAX_SIZE, ..PageRequest::default() };
    Ok(list(cx, filter, newest, request).await?.data.into_iter().map(|customer| customer.id).collect())
}

/// A customer by id. To an agent, only customers of their own leads are there.
pub async fn get(cx: &AccountCx, id: CustomerId) -> Result<Customer> {
    let agent = cx.only_own();
    cx.read(move |conn| match agent {
        Some(agent) if !store::is_served_by(conn, id, agent)? => Err(Error::NotFound),
        _ => store::get(conn, id),
    })
    .await
}

/// A customer as fully as whoever asks may see one. Where the account's setting veils people, it is noted who looked.
pub async fn reveal(cx: &AccountCx, id: CustomerId) -> Result<Customer> {
    let customer = get(cx, id).await?;
    note_reveal(cx, id).await?;
    Ok(if cx.masks() { customer.masked() } else { customer })
}

/// Notes that somebody is shown in full what the account's setting veils on lists.
pub async fn note_reveal(cx: &AccountCx, id: CustomerId) -> Result<()> {
    if cx.masks_lists() && !cx.masks() {
        cx.note_access("customer.reveal", format!("customer:{id}")).await?;
    }
    Ok(())
}

/// The customer with this e-mail or, first, this phone.
pub async fn find(cx: &AccountCx, phone: Option<Phone>, email: Option<Email>) -> Result<Option<CustomerId>> {
    cx.read(move |conn| {
        let by_phone = phone.map(|phone| store::find_by_phone(conn, &phone)).transpose()?.flatten();
        match (by_phone, email) {
            (None, Some(email)) => store::find_by_email(conn, &email),
            (found, _) => Ok(found),
        }
    })
    .await
}

/// The tags in use, in alphabetical order.
pub async fn tags(cx: &AccountCx) -> Result<Arc<Vec<String>>> {
    let load = cx.read(|conn| store::tags(conn, OFFERED_TAGS));
    cx.env().cache.get_or_load_at(&LISTS, cx.account().id, "tags", cx.now(), || cx.state(), load).await
}

/// How many leads and interactions go with a customer.
pub async fn belongings(cx: &AccountCx, id: CustomerId) -> Result<Belongings> {
    let (leads, interactions) = cx.read(move |conn| store::belongings(conn, id)).await?;
    Ok(Belongings { leads, interactions })
}

/// Adds a customer. A taken e-mail or phone is a conflict.
pub async fn create(cx: &AccountCx, new: NewCustomer) -> Result<Customer> {
    cx.env().plan.room_for(Table::Customer, 1)?;
    let env = cx.env().clone();
    cx.write(move |tx| {
        refuse_taken(tx, None, new.phone.as_ref(), new.email.as_ref())?;
        let id = add(tx, &new)?;
        tx.log("customer.create", &format!("customer:{id}"))?;
        tx.after_commit(move || env.plan.added(Table::Customer, 1));
        store::get(tx, id)
    })
    .await
}

/// Changes a customer. A taken e-mail or phone is a conflict.
pub async fn update(cx: &AccountCx, id: CustomerId, change: CustomerChange) -> Result<Customer> {
    cx.write(move |tx| {
        let before = store::get(tx, id)?;
        let mut after = change.applied_to(&before)?;
        if after == before {
            return Ok(before);
        }
        refuse_taken(tx, Some(id), after.phone.as_ref(), after.email.as_ref())?;
        after.updated_at = tx.now();
        save(tx, &before, &after)?;
        tx.log("customer.update", &format!("customer:{id}"))?;
        Ok(after)
    })
    .await
}

/// Deletes a customer with all leads and their interactions.
pub async fn remove(cx: &AccountCx, id: CustomerId) -> Result<()> {
    cx.write(move |tx| {
        let customer = store::get(tx, id)?;
        rollups::forget_leads_of(tx, id)?;
        store::delete(tx, id)?;
        count(tx, customer.status, -1)?;
        tell_search(tx, id, None);
        tx.log("customer.delete", &format!("customer:{id}"))
    })
    .await
}

/// Finds the customer behind an identity, by phone or else by e-mail, or makes one; within the caller's transaction, which also
/// logs it. What is known of a customer is never overwritten: only blanks are filled, and where phone and e-mail belong to two
/// customers the phone's is meant and the other stays as it is.
pub fn recognise(tx: &AccountTx<'_, '_>, who: &Identity) -> Result<Recognised> {
    let by_phone = who.phone.as_ref().map(|phone| store::find_by_phone(tx, phone)).transpose()?.flatten();
    let by_email = who.email.as_ref().map(|email| store::find_by_email(tx, email)).transpose()?.flatten();
    let Some(id) = by_phone.or(by_email) else {
        let new = NewCustomer {
            name: who.name.clone(),
            email: who.email.clone(),
            phone: who.phone.clone(),
            company: who.company.clone(),
            source: who.source.clone(),
            ..NewCustomer::default()
        };
        return Ok(Recognised { id: add(tx, &new)?, created: true });
    };
    let before = store::get(tx, id)?;
    let mut after = who.fills(&before, by_phone.is_none(), by_email.is_none()).applied_to(&before)?;
    if after == before {
        store::note_activity(tx, id, tx.now())?;
    } else {
        after.updated_at = tx.now();
        after.last_activity_at = before.last_activity_at.max(tx.now());
        save(tx, &before, &after)?;
    }
    Ok(Recognised { id, created: false })
}

/// Notes that a customer was heard of, within the caller's transaction.
pub fn note_activity(tx: &Connection, id: CustomerId, at: Timestamp) -> Result<()> {
    store::note_activity(tx, id, at)
}

/// Moves a customer to another status, within the caller's transaction: a won lead makes a customer.
pub fn set_status(tx: &AccountTx<'_, '_>, id: CustomerId, status: CustomerStatus) -> Result<()> {
    let before = store::get(tx, id)?;
    if before.status == status {
        return Ok(());
    }
    let after = Customer { status, updated_at: tx.now(), ..before.clone() };
    save(tx, &before, &after)
}

fn reach(cx: &AccountCx) -> Reach {
    if cx.masks() { Reach::Masked } else { Reach::Everything }
}

/// What came of setting one tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tagged {
    Changed,
    /// It had the tag already, or never had it.
    Already,
    /// It has as many tags as fit.
    Full,
}

/// Gives a customer a tag or takes it away, within the caller's transaction. The tag has been checked.
pub fn set_tag(tx: &AccountTx<'_, '_>, id: CustomerId, tag: &str, wanted: bool) -> Result<Tagged> {
    let before = store::get(tx, id)?;
    if before.tags.iter().any(|known| known == tag) == wanted {
        return Ok(Tagged::Already);
    }
    let mut after = Customer { updated_at: tx.now(), ..before.clone() };
    if wanted {
        if after.tags.len() >= MOST_TAGS {
            return Ok(Tagged::Full);
        }
        after.tags.push(tag.to_owned());
        after.tags.sort();
    } else {
        after.tags.retain(|known| known != tag);
    }
    save(tx, &before, &after)?;
    tx.log("customer.update", &format!("customer:{id}"))?;
    Ok(Tagged::Changed)
}

fn add(tx: &AccountTx<'_, '_>, new: &NewCustomer) -> Result<CustomerId> {
    let id = store::insert(tx, new, tx.now())?;
    count(tx, new.status, 1)?;
    tell_search(tx, id, Some(Findable::of(new.name.as_ref(), new.email.as_ref(), new.company.as_deref(), new.phone.as_ref())));
    Ok(id)
}

fn save(tx: &AccountTx<'_, '_>, before: &Customer, after: &Customer) -> Result<()> {
    store::update(tx, after)?;
    if before.tags != after.tags {
        store::replace_tags(tx, after.id, &after.tags)?;
    }
    if before.status != after.status {
        rollups::add_to_counter(tx, &status_counter(before.status), -1)?;
        rollups::add_to_counter(tx, &status_counter(after.status), 1)?;
    }
    if findable(before) != findable(after) {
        tell_search(tx, after.id, Some(findable(after)));
    }
    tell_of_leads(tx, after.id)
}

/// Tells later features that a customer's leads have to be looked at again: what is known of the customer is known of them.
fn tell_of_leads(tx: &AccountTx<'_, '_>, id: CustomerId) -> Result<()> {
    for lead in store::leads_of(tx, id)? {
        outbox::tell_of_lead(tx, lead, tx.now())?;
    }
    Ok(())
}

fn refuse_taken(conn: &Connection, own: Option<CustomerId>, phone: Option<&Phone>, email: Option<&Email>) -> Result<()> {
    let by_phone = phone.map(|phone| store::find_by_phone(conn, phone)).transpose()?.flatten();
    if let Some(id) = by_phone.filter(|id| Some(*id) != own) {
        return Err(Error::conflict("phone", texts::PHONE_TAKEN.with(&[("id", &id)])));
    }
    let by_email = email.map(|email| store::find_by_email(conn, email)).transpose()?.flatten();
    match by_email.filter(|id| Some(*id) != own) {
        Some(id) => Err(Error::conflict("email", texts::EMAIL_TAKEN.with(&[("id", &id)]))),
        None => Ok(()),
    }
}

/// The total where nothing has to be counted for it.
fn known_total(conn: &Connection, filter: &Filter) -> Result<Option<i64>> {
    match (filter.status, &filter.tag, &filter.search) {
        (None, None, None) => rollups::counter(conn, TOTAL).map(Some),
        (Some(status), None, None) => rollups::counter(conn, &status_counter(status)).map(Some),
        _ => Ok(None),
    }
}

/// The counter of all customers.
pub const TOTAL: &str = "customers";

/// The name of the total of a status.
pub fn status_counter(status: CustomerStatus) -> String {
    format!("{TOTAL}.status.{}", status.code())
}

fn count(conn: &Connection, status: CustomerStatus, by: i64) -> Result<()> {
    rollups::add_to_counter(conn, TOTAL, by)?;
    rollups::add_to_counter(conn, &status_counter(status), by)
}

impl Weigh for Page<Customer> {
    fn weight_bytes(&self) -> usize {
        let texts = |customer: &Customer| {
            let tags: usize = customer.tags.iter().map(|tag| size_of::<String>() + tag.len()).sum();
            // A node of the map has room for eleven, and is rarely full.
            let nodes = customer.attributes.len().div_ceil(6) * 700;
            let attributes: usize =
                nodes + customer.attributes.iter().map(|(name, value)| name.len() + value.to_string().len()).sum::<usize>();
            // Names, addresses and numbers are short, and rounded up by the allocator.
            320 + customer.company.as_ref().map_or(0, String::len) + tags + attributes
        };
        self.data.iter().map(|customer| size_of::<Customer>() + texts(customer)).sum::<usize>() + size_of::<Self>()
    }
}

fn findable(customer: &Customer) -> Findable {
    Findable::of(customer.name.as_ref(), customer.email.as_ref(), customer.company.as_deref(), customer.phone.as_ref())
}

fn tell_search(tx: &AccountTx<'_, '_>, id: CustomerId, now: Option<Findable>) {
    let search: Arc<Search> = tx.mirror();
    tx.after_commit(move || search.changed(id, now));
}
