//! The one transaction of a submission, and the events of the tracking script.

use std::sync::Arc;

use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::{
    accounts::{
        host::{Hosted, without_port},
        service::{AccountCx, hosts},
    },
    base::{
        device::Device,
        error::Result,
        form::RawForm,
        ids::PageId,
        time::{DAY_MS, MINUTE_MS, Timestamp},
    },
    capture::{
        judge,
        model::{Captured, Circumstances, Event, Sender},
        store,
    },
    customers::{model::Identity, service as customers},
    funnels::service as funnels,
    interactions::{
        bot,
        model::{ActorType, InteractionKind, NewRecord, Visit},
        service as interactions,
        touch::Touch,
    },
    landing::{form::HONEYPOT, served::ServedPage, service as landing, submission::Submission},
    leads::{
        model::{Cause, NewLead},
        service as leads, work_status,
    },
    rollups::{model::PageKey, service as rollups},
    viral::{model::Submission as ViralSubmission, service as viral},
};

/// Within this time the same fields on the same page are the same submission: a double click, an impatient reload.
const REPEAT_MS: i64 = MINUTE_MS;

/// Takes a submission in: customer, lead, interactions, stage, conversion, counters, all or nothing, and on disk when it answers.
pub async fn capture(
    cx: &AccountCx,
    page: &ServedPage,
    submission: Submission,
    raw: &RawForm,
    circumstances: Circumstances,
) -> Result<Captured> {
    let honeypot_filled = raw.filled(HONEYPOT).is_some();
    let min_fill_ms = i64::try_from(cx.env().settings.public.min_fill_ms).unwrap_or(i64::MAX);
    let suspicions = judge::suspicions(&submission, &circumstances, honeypot_filled, min_fill_ms, cx.now());
    let (page_id, funnel_id, zone) = (page.page_id, page.funnel_id, cx.account().zone);
    let fingerprint = fingerprint(page_id, &submission);
    let env = cx.env().clone();
    cx.write(move |tx| {
        let now = tx.now();
        if let Some(lead) = store::find_repeated(tx, fingerprint, now.plus_ms(-REPEAT_MS))? {
            let participant = viral::participation(tx, page_id, lead, circumstances.visitor)?;
            return Ok(Captured { lead, participant, repeated: true });
        }
        let funnel = funnel_id.map(|id| funnels::get(tx, id)).transpose()?;
        // The request of a form comes from our own page, so it knows no page with a link: the view it was sent from does.
        let told = match circumstances.visitor {
            Some(visitor) if circumstances.touch.is_direct() => interactions::touch_of_view(tx, visitor, page_id, now)?,
            _ => None,
        };
        let told = told.unwrap_or(circumstances.touch);
        let last = interactions::touch_id(tx, &told)?;
        let first = match circumstances.visitor {
            Some(visitor) => interactions::first_touch(tx, visitor, now)?,
            None => None,
        };
        let device = Device::of(&circumstances.user_agent).code();
        let day = zone.day_of(now);
        let answers = submission.answers_json();
        let consents = submission.consents.clone();
        let identity = Identity {
            name: submission.name,
            phone: submission.phone,
            email: submission.email,
            company: submission.company,
            source: told.source,
        };
        let (phone, email) = (identity.phone.clone(), identity.email.clone());
        let recognised = customers::recognise(tx, &identity)?;
        let customer = recognised.id;
        let lead = leads::open(
            tx,
            &NewLead {
                customer,
                page: Some(page_id),
                funnel: funnel.as_ref(),
                first_touch: first.unwrap_or(last.id),
                last_touch: last.id,
                source: last.source,
                campaign: last.campaign,
                device,
                suspicions,
                form: answers,
                value: None,
                assignee: None,
                callback_at: None,
                work_status: work_status::DEFAULT,
                cause: Cause::Submission,
                day,
            },
        )?;
        if let Some(visitor) = circumstances.visitor {
            interactions::join_visits(tx, visitor, lead, now)?;
        }
        let agent = interactions::word_id(tx, Some(&circumstances.user_agent))?;
        let record = NewRecord {
            kind: InteractionKind::FormSubmit,
            actor: ActorType::Human,
            user_id: None,
            agent,
            data: json!({ "page_id": page_id, "consents": consents, "address": circumstances.address.to_string() }),
            at: now,
        };
        interactions::record(tx, lead, &record)?;
        if !suspicions.makes_suspect() {
            // The page with the form is never a referrer; the one that led to it is that of the first view.
            let referrer = interactions::referrer_of(tx, first.unwrap_or(last.id))?;
            let key = PageKey { day, page: page_id, source: last.source, campaign: last.campaign, device, referrer };
            rollups::count_opt_in(tx, &key)?;
        }
        let participant = viral::join(
            tx,
            &*env.chance,
            &ViralSubmission {
                page: page_id,
                lead,
                customer,
                known_customer: !recognised.created,
                phone,
                email,
                address: Some(circumstances.address),
                visitor: circumstances.visitor,
                clicks: circumstances.clicks,
                suspect: suspicions.makes_suspect(),
                zone,
            },
        )?;
        store::remember(tx, fingerprint, lead, now, now.plus_ms(-REPEAT_MS))?;
        Ok(Captured { lead, participant, repeated: false })
    })
    .await
}

/// Takes events in, each once by its id. What is not about a page of this account, or of no kind we know, is left aside.
/// Answers with how many were new.
pub async fn note_events(cx: &AccountCx, sender: Sender, events: Vec<Event>) -> Result<usize> {
    let Sender { visitor, user_agent, too_many } = sender;
    let account = cx.account().slug.clone();
    let zone = cx.account().zone;
    let own_hosts = landing::hosts_of(cx).await?;
    let own_names = hosts::names_of(cx.env(), cx.account().id).await?;
    cx.write(move |tx| {
        let own_hosts: Vec<&str> = own_hosts.iter().map(String::as_str).collect();
        let now = tx.now();
        let bot = bot::classify(&user_agent).is_bot();
        let agent = interactions::word_id(tx, Some(&user_agent))?;
        let device = Device::of(&user_agent).code();
        let mut new = 0;
        for event in events {
            let Some((named, query)) = page_of(&event, &account, &own_names) else { continue };
            let page = match named {
                Named::Slug(slug) => landing::find_id(tx, &slug)?,
                Named::Front(id) => landing::find_slug(tx, id)?.map(|_| id),
            };
            let Some(page) = page else { continue };
            if !is_sound(&event) || !interactions::first_time(tx, &event.id, now)? {
                continue;
            }
            new += 1;
            if event.kind == InteractionKind::PageView.name() {
                // Above the usual rate nobody gets to fill the dictionary with made-up sources.
                let touch =
                    if too_many { Touch::default() } else { Touch::of(&query, &RawForm::default(), event.referrer.as_deref(), &own_hosts) };
                let at = believable(event.at.as_deref(), now);
                let visit = Visit {
                    visitor,
                    page,
                    day: zone.day_of(at),
                    at,
                    touch: interactions::touch_id(tx, &touch)?,
                    device,
                    actor: if bot { ActorType::Bot } else { ActorType::Human },
                    agent,
                };
                interactions::note_visit(tx, &visit)?;
            } else if let Some(lead) = interactions::lead_of_visitor(tx, visitor)?
                && !bot
            {
                let kind =
                    InteractionKind::from_name(&event.kind).filter(|kind| kind.is_customers_own()).unwrap_or(InteractionKind::Custom);
                let data = json!({ "event": event.kind, "page_id": page, "data": event.data });
                let record =
                    NewRecord { kind, actor: ActorType::Human, user_id: None, agent, data, at: believable(event.at.as_deref(), now) };
                interactions::record(tx, lead, &record)?;
            }
        }
        Ok(new)
    })
    .await
}

fn fingerprint(page: PageId, submission: &Submission) -> [u8; 32] {
    Sha256::new().chain_update(page.0.to_le_bytes()).chain_update(submission.fingerprint()).finalize().into()
}

/// How an address names a page.
#[derive(Debug, PartialEq, Eq)]
enum Named {
    Slug(String),
    /// The one at `/` of a host name of the account.
    Front(PageId),
}

/// The page and the query of the address that an event names, when it is a page of this account.
fn page_of(event: &Event, account: &str, own: &[Arc<Hosted>]) -> Option<(Named, String)> {
    let url = event.url.as_deref()?.split('#').next().unwrap_or_default();
    let (before_query, query) = url.split_once('?').unwrap_or((url, ""));
    let (host, path) = match before_query.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or((rest, ""), |slash| rest.split_at(slash)),
        None => ("", before_query),
    };
    let prefixed = path.strip_prefix("/p/").and_then(|rest| rest.strip_prefix(account)?.strip_prefix('/'));
    let hosted = own.iter().find(|hosted| without_port(host).eq_ignore_ascii_case(hosted.name.as_str()));
    let named = match (prefixed, hosted) {
        (Some(slug), _) => Named::Slug(slug.trim_end_matches('/').to_owned()),
        (None, Some(hosted)) => match path.trim_matches('/') {
            "" => Named::Front(hosted.root_page?),
            slug => Named::Slug(slug.to_owned()),
        },
        (None, None) => return None,
    };
    Some((named, query.to_owned()))
}

fn is_sound(event: &Event) -> bool {
    let is_word =
        |text: &str| !text.is_empty() && text.len() <= 64 && text.chars().all(|c| c.is_ascii_alphanumeric() || "_-.:".contains(c));
    is_word(&event.id) && is_word(&event.kind) && event.data.to_string().len() <= 4_096
}

/// The time an event says it happened, as far as a visitor's clock can be believed: within the last day, and not ahead of ours.
fn believable(at: Option<&str>, now: Timestamp) -> Timestamp {
    at.and_then(Timestamp::parse).filter(|at| (0..=DAY_MS).contains(&now.ms_since(*at))).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{accounts::host::HostName, base::ids::AccountId};

    fn event(url: &str) -> Event {
        Event { id: "e1".into(), kind: "page_view".into(), url: Some(url.into()), referrer: None, at: None, data: serde_json::Value::Null }
    }

    #[test]
    fn only_pages_of_the_account_count() {
        let hosted = |name: &str, root_page| {
            let name = HostName::parse(name).expect("a name");
            Arc::new(Hosted { account: AccountId(1), slug: "cafe".into(), name, root_page })
        };
        let own = [hosted("shop.kr", Some(PageId(7))), hosted("bare.kr", None)];
        let of = |url: &str| page_of(&event(url), "cafe", &own);
        let slug = |slug: &str, query: &str| Some((Named::Slug(slug.into()), query.to_owned()));
        assert_eq!(of("https://x.kr/p/cafe/spring?utm_source=naver#top"), slug("spring", "utm_source=naver"));
        assert_eq!(of("/p/cafe/spring/"), slug("spring", ""));
        assert_eq!(of("https://x.kr/p/other/spring"), None);
        assert_eq!(of("https://x.kr/p/cafeteria/spring"), None);
        assert_eq!(of("https://x.kr"), None);
        assert_eq!(of("https://SHOP.kr:8443/spring?a=/b"), slug("spring", "a=/b"));
        assert_eq!(of("https://shop.kr/p/cafe/spring"), slug("spring", ""));
        assert_eq!(of("https://shop.kr/?a=b"), Some((Named::Front(PageId(7)), "a=b".into())));
        assert_eq!(of("https://shop.kr?a=b"), Some((Named::Front(PageId(7)), "a=b".into())));
        assert_eq!((of("https://bare.kr/"), of("/spring"), of("https://other.kr/spring")), (None, None, None));
    }

    #[test]
    fn a_clock_that_is_off_is_not_believed() {
        let now = Timestamp::parse("2026-11-22T03:00:00Z").expect("a time");
        assert_eq!(believable(Some("2026-11-22T02:59:00Z"), now), now.plus_ms(-MINUTE_MS));
        assert_eq!(believable(Some("2026-11-22T03:01:00Z"), now), now);
        assert_eq!(believable(Some("2020-01-01T00:00:00Z"), now), now);
        assert_eq!(believable(Some("noon"), now), now);
    }
}
