//! The list of customers, one customer, and the form for both.

use maud::{Markup, html};

use crate::{
    accounts::model::{Actor, Right},
    base::{
        error::FieldErrors,
        form::RawForm,
        ids::CustomerId,
        lang::{Lang, Text},
        page::Page,
        person,
        phone::Phone,
        time::{Timestamp, Zone},
    },
    customers::{
        attributes,
        model::{Belongings, Customer, CustomerStatus, Order},
        texts,
    },
    interactions::model::Interaction,
    leads::{
        model::{Lead, LeadStatus},
        work_status,
    },
    web::components::{
        activity::activity,
        button::{self, Kind},
        card,
        confirm::{Confirm, confirm},
        empty,
        field::{Choice, Form},
        figure, filter,
        head::{page_head, page_head_below},
        icon::icon,
        identity,
        moment::moment,
        notice::notice,
        number::grouped,
        pill::{self, Tone, pill},
        table::{self, Address},
    },
};

/// Where and when a page is looked at, and by whom.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    pub lang: Lang,
    pub zone: Zone,
    pub now: Timestamp,
    /// The address of the list: `/accounts/{slug}/customers`.
    pub path: &'a str,
    pub form_token: &'a str,
    /// Are people shown masked here?
    pub veiled: bool,
    pub actor: &'a Actor,
}

impl Look<'_> {
    fn may(&self, right: Right) -> bool {
        self.actor.may(right)
    }
}

/// One page of customers below their filters.
pub fn list(look: Look, query: &RawForm, is_filtered: bool, tags: &[String], found: &Page<Customer>) -> Markup {
    let lang = look.lang;
    let address = Address::new(look.path, query);
    let total = texts::TOTAL.with(&[("total", &grouped(found.page.total))]);
    let add = || {
        let href = format!("{}/new", look.path);
        html! { @if look.may(Right::Manage) { (button::link(Kind::Primary, &href, html! { (icon("plus")) (texts::ADD.get(lang)) })) } }
    };
    html! {
        (page_head(texts::CUSTOMERS.get(lang), total.get(lang), add()))
        (card::flush(html! {
            @if found.page.total > 0 || is_filtered { (filters(look, query, tags)) }
            @if !found.data.is_empty() {
                (rows(look, address, found))
                (table::pages(lang, address, &found.page))
            } @else if is_filtered || found.page.total > 0 {
                @let all = button::link(Kind::Plain, look.path, texts::SHOW_ALL.get(lang));
                (empty::empty_state(icon("search"), texts::NO_MATCH.get(lang), texts::NO_MATCH_HELP.get(lang), all))
            } @else {
                (empty::empty_state(icon("users"), texts::NONE.get(lang), texts::NONE_HELP.get(lang), add()))
            }
        }))
    }
}

fn filters(look: Look, query: &RawForm, tags: &[String]) -> Markup {
    let lang = look.lang;
    let statuses: Vec<_> = std::iter::once(("", texts::ANY_STATUS.get(lang))).chain(status_choices(lang)).collect();
    // A tag in the address that nobody has any more still shows what is filtered by.
    let chosen = query.text("tag");
    let stray = (!chosen.is_empty() && !tags.iter().any(|tag| tag == chosen)).then_some((chosen, chosen));
    let known = tags.iter().map(|tag| (tag.as_str(), tag.as_str()));
    let tags: Vec<_> = std::iter::once(("", texts::ANY_TAG.get(lang))).chain(known).chain(stray).collect();
    filter::filter_bar(
        lang,
        look.path,
        html! {
            (filter::kept(query, &["sort"]))
            (filter::search("q", query.text("q"), texts::SEARCH.get(lang)))
            (filter::choice("status", texts::STATUS.get(lang), &statuses, query.text("status")))
            @if tags.len() > 1 { (filter::choice("tag", texts::TAGS.get(lang), &tags, chosen)) }
            @if !query.text("sort").is_empty() { input type="hidden" name="sort" value=(query.text("sort")); }
        },
    )
}

fn rows(look: Look, address: Address, found: &Page<Customer>) -> Markup {
    let lang = look.lang;
    // The column appears with the first score.
    let scored = found.data.iter().any(|customer| customer.score.is_some());
    let head = html! {
        @if !look.veiled { (table::th_sort(address, texts::NAME.get(lang), "name", Order::DEFAULT)) }
        @else { (table::th(texts::NAME.get(lang))) }
        (table::th(texts::PHONE.get(lang)))
        (table::th(texts::COMPANY.get(lang)))
        (table::th(texts::STATUS.get(lang)))
        @if scored { (table::th(texts::SCORE.get(lang))) }
        (table::th(texts::TAGS.get(lang)))
        (table::th_sort_right(address, texts::CREATED.get(lang), "created_at", Order::DEFAULT))
        (table::th_sort_right(address, texts::LAST_ACTIVITY.get(lang), "last_activity_at", Order::DEFAULT))
    };
    let rows = html! {
        @for customer in &found.data {
            @let email = customer.email.as_ref().filter(|_| customer.name.is_some()).map(ToString::to_string).unwrap_or_default();
            tr {
                td { (identity::avatar_cell(&format!("{}/{}", look.path, customer.id), &customer.called(lang), email)) }
                td.nowrap.num { @if let Some(phone) = &customer.phone { @if look.veiled { (phone) } @else { (phone.display()) } } }
                td { (customer.company.as_deref().unwrap_or_default()) }
                td { (status_pill(lang, customer.status)) }
                @if scored { td { @if let Some(score) = customer.score { (figure::meter(score)) } } }
                td { @if !customer.tags.is_empty() { (pill::tags(&customer.tags)) } }
                td.right.muted.nowrap { (moment(lang, look.zone, look.now, customer.created_at)) }
                td.right.muted.nowrap { (moment(lang, look.zone, look.now, customer.last_activity_at)) }
            }
        }
    };
    table::table(texts::CUSTOMERS.get(lang), head, rows)
}

/// One customer.
pub fn detail(
    look: Look,
    query: &RawForm,
    customer: &Customer,
    lost: Belongings,
    leads: &Page<Lead>,
    happened: &Page<Interaction>,
) -> Markup {
    let lang = look.lang;
    let name = customer.called(lang);
    let own = format!("{}/{}", look.path, customer.id);
    let leads_path = format!("{}leads", look.path.trim_end_matches("customers"));
    let back = if look.may(Right::Look) { (look.path, texts::CUSTOMERS.get(lang)) } else { (leads_path.as_str(), texts::LEADS.get(lang)) };
    let warning =
        texts::DELETE_LOSS.with(&[("name", &name), ("leads", &grouped(lost.leads)), ("interactions", &grouped(lost.interactions))]);
    let delete = Confirm {
        label: texts::DELETE.get(lang),
        loss: warning.get(lang),
        verb: texts::DELETE_VERB.get(lang),
        post_to: &format!("{own}/delete"),
        form_token: look.form_token,
    };
    let actions = html! {
        @if look.veiled && look.may(Right::Unmask) {
            (button::action(Kind::Plain, &format!("{own}/reveal"), look.form_token, html! { (icon("eye")) (texts::REVEAL.get(lang)) }))
        }
        @if look.may(Right::Erase) {
            (confirm(lang, &delete))
            (button::link(Kind::Plain, &format!("{own}/erase"), html! { (icon("eraser")) (texts::ERASE.get(lang)) }))
        }
        @if look.may(Right::Manage) {
            (button::link(Kind::Primary, &format!("{own}/edit"), html! { (icon("pencil")) (texts::EDIT_SHORT.get(lang)) }))
        }
    };
    html! {
        (page_head_below(back, &name, status_pill(lang, customer.status), actions))
        div.main-aside {
            div {
                @if !leads.data.is_empty() { (leads_card(look, leads)) }
                (history(look, Address::new(&own, query), happened))
            }
            div {
                (card::card(texts::FACTS.get(lang), facts(look, customer)))
                @if !customer.attributes.is_empty() { (card::card(texts::ATTRIBUTES.get(lang), attribute_facts(customer))) }
            }
        }
    }
}

/// The newest leads, each with where it stands.
fn leads_card(look: Look, leads: &Page<Lead>) -> Markup {
    let lang = look.lang;
    let base = look.path.trim_end_matches("customers");
    let head = html! {
        (table::th(texts::LEAD.get(lang)))
        (table::th(texts::LEAD_STATUS.get(lang)))
        (table::th(texts::WORK_STATUS.get(lang)))
        (table::th(texts::SOURCE.get(lang)))
        (table::th_right(texts::RECEIVED.get(lang)))
    };
    let rows = html! {
        @for lead in &leads.data {
            tr {
                td { a href={ (base) "leads/" (lead.id) } { (texts::LEAD_NUMBER.with(&[("id", &lead.id)]).get(lang)) } }
                td { (pill(lead_tone(lead), lead_label(lead).get(lang))) }
                td { (work_status::find(&lead.work_status).map_or(lead.work_status.as_str(), |known| known.label.get(lang))) }
                td { (lead.source.as_deref().unwrap_or_default()) }
                td.right.muted.nowrap { (moment(lang, look.zone, look.now, lead.created_at)) }
            }
        }
    };
    let title = texts::LEADS_OF.with(&[("total", &grouped(leads.page.total))]);
    card::titled(title.get(lang), "", table::table(title.get(lang), head, rows))
}

fn lead_label(lead: &Lead) -> Text {
    if lead.set_apart { texts::SUSPECT } else { lead.status.label() }
}

fn lead_tone(lead: &Lead) -> Tone {
    match lead.status {
        _ if lead.set_apart => Tone::Red,
        LeadStatus::New => Tone::Blue,
        LeadStatus::Open => Tone::Amber,
        LeadStatus::Won => Tone::Green,
        LeadStatus::Lost | LeadStatus::Invalid => Tone::Grey,
    }
}

/// What happened, newest first, each with the way to its lead.
fn history(look: Look, address: Address, page: &Page<Interaction>) -> Markup {
    let lang = look.lang;
    let leads = format!("{}leads", look.path.trim_end_matches("customers"));
    let shown = html! {
        @if page.data.is_empty() {
            p.muted { (texts::NO_TIMELINE.get(lang)) }
        } @else {
            (activity(&page.data, Some(&leads), lang, look.zone, look.now))
        }
    };
    card::titled(
        texts::TIMELINE.get(lang),
        "",
        html! {
            div.card-body { (shown) }
            @if page.page.total > i64::from(page.page.size) { (table::pages(lang, address, &page.page)) }
        },
    )
}

fn facts(look: Look, customer: &Customer) -> Markup {
    let lang = look.lang;
    let when = |at| moment(lang, look.zone, look.now, at);
    let mut pairs: Vec<(Text, Markup)> = Vec::new();
    if let Some(name) = &customer.name {
        let doubt = !look.veiled && person::is_suspicious_name(name.as_str());
        pairs.push((texts::NAME, html! { (name) @if doubt { " " (pill(Tone::Amber, texts::SUSPICIOUS_NAME.get(lang))) } }));
    }
    if let Some(phone) = &customer.phone {
        pairs.push((
            texts::PHONE,
            if look.veiled {
                html! { span.num { (phone) } }
            } else {
                phone_fact(lang, phone)
            },
        ));
    }
    if let Some(email) = &customer.email {
        pairs.push((
            texts::EMAIL,
            if look.veiled {
                html! { (email) }
            } else {
                html! { a href={ "mailto:" (email) } { (email) } }
            },
        ));
    }
    if let Some(company) = &customer.company {
        pairs.push((texts::COMPANY, html! { (company) }));
    }
    if let Some(score) = customer.score {
        pairs.push((texts::SCORE, figure::meter(score)));
    }
    if !customer.tags.is_empty() {
        pairs.push((texts::TAGS, pill::tags(&customer.tags)));
    }
    if let Some(source) = &customer.source {
        pairs.push((texts::SOURCE, html! { (source) }));
    }
    pairs.push((texts::LAST_ACTIVITY, when(customer.last_activity_at)));
    pairs.push((texts::CREATED, when(customer.created_at)));
    pairs.push((texts::UPDATED, when(customer.updated_at)));
    let pairs: Vec<(&str, Markup)> = pairs.into_iter().map(|(label, value)| (label.get(lang), value)).collect();
    card::facts(&pairs)
}

fn phone_fact(lang: Lang, phone: &Phone) -> Markup {
    html! {
        a.num href={ "tel:" (phone.as_e164()) } { (phone.display()) }
        @if phone.is_suspicious() { " " (pill(Tone::Amber, texts::SUSPICIOUS_PHONE.get(lang))) }
        @else if !phone.is_mobile() { " " (pill(Tone::Grey, texts::NOT_MOBILE.get(lang))) }
    }
}

fn attribute_facts(customer: &Customer) -> Markup {
    let pairs: Vec<(&str, Markup)> =
        customer.attributes.iter().map(|(key, value)| (key.as_str(), html! { (attributes::shown(value)) })).collect();
    card::facts(&pairs)
}

/// The form of a customer: a new one, or the one whose name and address stand in `below`. `same` already has the e-mail or phone.
pub fn form(look: Look, below: Option<(&str, &str)>, typed: &RawForm, errors: &FieldErrors, same: Option<CustomerId>) -> Markup {
    let lang = look.lang;
    let f = Form::new(lang, typed, errors);
    let statuses: Vec<Choice> = status_choices(lang).collect();
    let title = if below.is_some() { texts::EDIT } else { texts::ADD };
    html! {
        (page_head_below(below.unwrap_or((look.path, texts::CUSTOMERS.get(lang))), title.get(lang), "", ""))
        div.narrow.stack {
            (f.summary())
            @if let Some(id) = same {
                (notice(Tone::Amber, html! { a href={ (look.path) "/" (id) } { (texts::OPEN_EXISTING.get(lang)) } }))
            }
            (card::card("", html! {
                form.stack method="post" {
                    (button::token(look.form_token))
                    (f.text("name", texts::NAME).max_chars(50).autocomplete("off"))
                    div.field-row {
                        (f.tel("phone", texts::PHONE).placeholder("010-1234-5678").autocomplete("off"))
                        (f.email("email", texts::EMAIL).placeholder("hong@example.com").autocomplete("off"))
                    }
                    div.field-row {
                        (f.text("company", texts::COMPANY).max_chars(100).autocomplete("off"))
                        (f.text("source", texts::SOURCE).max_chars(100).autocomplete("off"))
                    }
                    (f.select("status", texts::STATUS, &statuses))
                    (f.text("tags", texts::TAGS).help(texts::TAGS_HELP).autocomplete("off"))
                    (f.textarea("attributes", texts::ATTRIBUTES, 5).help(texts::ATTRIBUTES_HELP))
                    div.form-submit { (button::submit(Kind::Primary, texts::SAVE.get(lang))) }
                }
            }))
        }
    }
}

fn status_choices(lang: Lang) -> impl Iterator<Item = Choice<'static>> {
    CustomerStatus::ALL.into_iter().map(move |status| (status.name(), status.label().get(lang)))
}

/// How an account stands with a customer, in its colour.
pub fn status_pill(lang: Lang, status: CustomerStatus) -> Markup {
    let tone = match status {
        CustomerStatus::Lead => Tone::Amber,
        CustomerStatus::Customer => Tone::Green,
        CustomerStatus::Dormant => Tone::Grey,
        CustomerStatus::Blocked => Tone::Red,
    };
    pill(tone, status.label().get(lang))
}
