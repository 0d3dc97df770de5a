//! The use cases of interactions. Most run inside the transaction of another feature, so they take its connection.

pub mod archive;
mod dictionary;
pub mod erasing;
mod people;
mod timeline;

use rusqlite::Connection;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::{
    base::{
        error::{Error, Result},
        ids::{ConversionId, CustomerId, LeadId, PageId, TouchId, UserId},
        time::{DAY_MS, Timestamp},
    },
    db::outbox,
    interactions::{
        model::{ActorType, InteractionKind, KnownTouch, NewRecord, Visit},
        store,
        touch::Touch,
    },
    rollups::{
        model::{PageKey, View},
        service as rollups,
    },
};

pub use crate::interactions::store::fill;
pub use dictionary::{find_word, referrer_of, touch, touch_id, word, word_id};
pub use people::{add, reveal, take_back};
pub use timeline::{Begun, begin, finish_if_possible, list, list_of_customer};

/// Page views that a submission turns into interactions, the newest ones.
const MAX_JOINED: usize = 200;
/// How long visits and event ids are kept.
const KEPT_MS: i64 = 30 * DAY_MS;
/// Rows of each table that one transaction deletes: a few milliseconds of the writer.
const SLICE: usize = 500;

/// Writes an interaction of a lead and tells later features, at the time it happened or is said to. Answers with its id.
pub fn record(conn: &Connection, lead: LeadId, new: &NewRecord) -> Result<String> {
    let place = store::insert(conn, lead, new)?;
    outbox::tell_of_lead(conn, lead, new.at).map(|()| format!("{}-{}", place.at, place.seq))
}

/// Marks the conversion in a lead's history as voided. One whose interaction has gone to the archive is told by the voiding alone.
pub fn void_conversion(conn: &Connection, lead: LeadId, at: Timestamp, id: ConversionId, reason: &str, now: Timestamp) -> Result<()> {
    store::void_conversion(conn, lead, at, id, reason, now)?;
    outbox::tell_of_lead(conn, lead, now)
}

/// Whose lead it is. What is not there, or is not the agent's who asks, is `NotFound`.
fn reached(conn: &Connection, lead: LeadId, agent: Option<UserId>) -> Result<CustomerId> {
    match store::owner_of(conn, lead)? {
        (customer, assignee) if agent.is_none() || assignee == agent => Ok(customer),
        _ => Err(Error::NotFound),
    }
}

/// Notes a page view and counts it. True for a person's first of the page on that day.
pub fn note_visit(conn: &Connection, visit: &Visit) -> Result<bool> {
    let view = match visit.actor {
        ActorType::Human if store::has_seen(conn, visit)? => View::Repeat,
        ActorType::Human => View::Unique,
        _ => View::Bot,
    };
    store::insert_visit(conn, visit)?;
    let KnownTouch { source, campaign, referrer, .. } = visit.touch;
    let key = PageKey { day: visit.day, page: visit.page, source, campaign, device: visit.device, referrer };
    rollups::count_view(conn, &key, view)?;
    Ok(view == View::Unique)
}

/// Makes what a visitor saw up to an instant part of the lead: the newest views become its interactions. Answers with the touch of
/// the earliest view, absent when the visitor had seen nothing since the last submission.
pub fn join_visits(conn: &Connection, visitor: [u8; 16], lead: LeadId, until: Timestamp) -> Result<Option<TouchId>> {
    let Some(first) = store::first_waiting_touch(conn, visitor, until)? else { return Ok(None) };
    let views = store::waiting(conn, visitor, until, MAX_JOINED)?;
    for view in views.iter().rev() {
        let new = NewRecord {
            kind: InteractionKind::PageView,
            actor: ActorType::Human,
            user_id: None,
            agent: view.agent,
            data: json!({ "page_id": view.page }),
            at: view.at,
        };
        record(conn, lead, &new)?;
    }
    store::mark_joined(conn, visitor, lead, until)?;
    Ok(Some(first))
}

/// Where a visitor came from first, of what was seen up to an instant and waits for a lead; absent when nothing waits.
pub fn first_touch(conn: &Connection, visitor: [u8; 16], until: Timestamp) -> Result<Option<TouchId>> {
    store::first_waiting_touch(conn, visitor, until)
}

/// Where a visitor came from to the view of a page from which a form is sent: the newest that waits. Absent when none does.
pub fn touch_of_view(conn: &Connection, visitor: [u8; 16], page: PageId, until: Timestamp) -> Result<Option<Touch>> {
    store::last_waiting_touch(conn, visitor, page, until)?.map(|touch| store::touch(conn, touch)).transpose()
}

/// The lead that a visitor has become; absent while there is none, or when the visits it came from are over 30 days old.
pub fn lead_of_visitor(conn: &Connection, visitor: [u8; 16]) -> Result<Option<LeadId>> {
    store::lead_of_visitor(conn, visitor)
}

/// Is this the first time that an event of this id comes? It is noted, so that it counts once.
pub fn first_time(conn: &Connection, event_id: &str, at: Timestamp) -> Result<bool> {
    // Senders choose their ids; half a hash takes the same room for each.
    let digest = Sha256::digest(event_id);
    store::insert_event(conn, &digest[..16], at)
}

/// Deletes a slice of the visits and event ids that are over 30 days old. Call it again, in a transaction of its own, until it says 0.
pub fn forget_old(conn: &Connection, now: Timestamp) -> Result<usize> {
    let before = now.plus_ms(-KEPT_MS);
    Ok(store::delete_visits(conn, before, SLICE)? + store::delete_events(conn, before, SLICE)?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        base::{
            device::Device,
            page::{Cursor, Page, PageRequest, SortValue},
            time::Day,
        },
        db::migrate::Schema,
        interactions::model::Interaction,
        rollups::model::PageDay,
    };

    const NEWEST_FIRST: &str = "-occurred_at";

    fn timeline(conn: &Connection, lead: LeadId, request: &PageRequest) -> Result<Page<Interaction>> {
        begin(conn, lead, request.clone()).map(Begun::page)
    }

    fn timeline_of_customer(conn: &Connection, customer: CustomerId, request: &PageRequest) -> Result<Page<Interaction>> {
        timeline::begin_of_customer(conn, customer, None, request.clone()).map(Begun::page)
    }

    const NOW: Timestamp = Timestamp(1_795_316_400_000);
    const DAY: Day = Day(20_779);
    const VISITOR: [u8; 16] = [7; 16];

    /// An account with two customers: the first has the leads 1, 2 and 3, the second lead 4.
    fn account() -> Connection {
        let mut conn = Connection::open_in_memory().expect("memory");
        Schema::Account.migrate(&mut conn).expect("migrates");
        conn.execute_batch(
            "INSERT INTO customer (id, status, created_at, updated_at, last_activity_at) VALUES (1, 0, 0, 0, 0), (2, 0, 0, 0, 0);
             INSERT INTO landing_page (id, slug, title, status, html, form, thank_you, created_at, updated_at)
             VALUES (1, 'spring', '봄 이벤트', 1, x'', '{}', '{}', 0, 0);
             INSERT INTO touch VALUES (1, 0, 0, 0, 0, 0, 0);",
        )
        .expect("filled");
        for (lead, customer) in [(1, 1), (2, 1), (3, 1), (4, 2)] {
            conn.execute(
                "INSERT INTO lead (id, customer_id, status, work_status, suspect, first_touch_id, last_touch_id, source, campaign, device,
                     form, created_at, updated_at, stage_entered_at) VALUES (?1, ?2, 0, '', 0, 1, 1, 0, 0, 0, '{}', 0, 0, 0)",
                [lead, customer],
            )
            .expect("a lead");
        }
        conn
    }

    fn note(text: &str, at: i64) -> NewRecord {
        let data = json!({ "text": text });
        NewRecord { kind: InteractionKind::Note, actor: ActorType::User, user_id: None, agent: 0, data, at: Timestamp(at) }
    }

    fn visit(conn: &Connection, source: &str, at: i64) -> Visit {
        let touch = Touch { source: Some(source.to_owned()), ..Touch::default() };
        let touch = touch_id(conn, &touch).expect("a touch");
        let (page, device) = (PageId(1), Device::Mobile.code());
        Visit { visitor: VISITOR, page, day: DAY, at: Timestamp(at), touch, device, actor: ActorType::Human, agent: 0 }
    }

    fn walk(size: u32, mut next_page: impl FnMut(&PageRequest) -> Page<Interaction>) -> Vec<String> {
        let mut request = PageRequest { size, ..PageRequest::default() };
        let mut seen = Vec::new();
        loop {
            let found = next_page(&request);
            assert!(found.data.len() <= size as usize);
            seen.extend(found.data.iter().map(|interaction| format!("{}/{}", interaction.lead_id, interaction.id)));
            let Some(next) = found.page.next else { return seen };
            request.cursor = Some(Cursor::parse(&next).expect("our own"));
        }
    }

    #[test]
    fn interactions_of_one_millisecond_are_told_apart() {
        let conn = account();
        let ids: Vec<_> = ["a", "b"].iter().map(|text| record(&conn, LeadId(1), &note(text, 5)).expect("written")).collect();
        assert_eq!(ids, ["5-0", "5-1"]);
        assert_eq!(record(&conn, LeadId(2), &note("c", 5)).expect("written"), "5-0");
        let found = timeline(&conn, LeadId(1), &PageRequest::default()).expect("read");
        assert_eq!(found.data.iter().map(|interaction| interaction.id.as_str()).collect::<Vec<_>>(), ["5-1", "5-0"]);
        assert_eq!((found.page.total, found.data[0].data["text"].as_str()), (2, Some("b")));
        assert!(record(&conn, LeadId(99), &note("d", 5)).is_err());
    }

    #[test]
    fn a_foreign_cursor_is_refused() {
        let conn = account();
        for (sort, value) in
            [("-name", SortValue::Number(5)), (NEWEST_FIRST, SortValue::Text("x".into())), (NEWEST_FIRST, SortValue::Number(5))]
        {
            let cursor = Some(Cursor { sort: sort.into(), value, id: 1 });
            assert!(timeline(&conn, LeadId(1), &PageRequest { cursor, ..PageRequest::default() }).is_err());
        }
    }

    #[test]
    fn only_a_persons_first_view_of_the_day_is_unique() {
        let conn = account();
        let first = visit(&conn, "naver", NOW.0);
        assert!(!note_visit(&conn, &Visit { actor: ActorType::Bot, ..first }).expect("noted"));
        assert!(note_visit(&conn, &first).expect("noted"), "a robot's view before it does not count");
        assert!(!note_visit(&conn, &first).expect("noted"));
        assert!(note_visit(&conn, &Visit { visitor: [8; 16], ..first }).expect("noted"));
        assert!(note_visit(&conn, &Visit { day: DAY.plus(1), ..first }).expect("noted"));
        let days = rollups::page_days(&conn, PageId(1), DAY, DAY.plus(1)).expect("read");
        let second = PageDay { day: DAY.plus(1), views: 1, unique_views: 1, bot_views: 0, opt_ins: 0 };
        assert_eq!(days, [PageDay { day: DAY, views: 3, unique_views: 2, bot_views: 1, opt_ins: 0 }, second]);
    }

    #[test]
    fn a_submission_takes_the_earlier_views_along_once() {
        let conn = account();
        let (ad, mail) = (visit(&conn, "naver", 1_000), visit(&conn, "mail", 2_000));
        let robot = Visit { actor: ActorType::Bot, at: Timestamp(500), ..mail };
        let stranger = Visit { visitor: [9; 16], at: Timestamp(600), ..mail };
        let later = Visit { at: Timestamp(9_000), ..mail };
        for visit in [mail, ad, robot, stranger, later] {
            note_visit(&conn, &visit).expect("noted");
        }
        assert_eq!(join_visits(&conn, VISITOR, LeadId(1), Timestamp(3_000)).expect("joined"), Some(ad.touch.id));
        assert_eq!(join_visits(&conn, VISITOR, LeadId(2), Timestamp(3_000)).expect("nothing left"), None);
        let found = timeline(&conn, LeadId(1), &PageRequest::default()).expect("read").data;
        assert_eq!(found.iter().map(|view| view.occurred_at.0).collect::<Vec<_>>(), [2_000, 1_000]);
        assert!(found.iter().all(|view| view.kind == InteractionKind::PageView && view.actor == ActorType::Human));
        assert_eq!(found[0].data, json!({"page_id": 1, "page_title": "봄 이벤트"}));
        assert_eq!(join_visits(&conn, VISITOR, LeadId(2), Timestamp(9_000)).expect("joined"), Some(mail.touch.id));
    }

    #[test]
    fn no_more_than_the_newest_views_become_interactions() {
        let conn = account();
        let views = i64::try_from(MAX_JOINED).expect("small") + 5;
        for at in 0..views {
            note_visit(&conn, &visit(&conn, if at == 0 { "first" } else { "naver" }, at)).expect("noted");
        }
        let first = join_visits(&conn, VISITOR, LeadId(1), NOW).expect("joined").expect("some");
        assert_eq!(touch(&conn, first).expect("read").source.as_deref(), Some("first"));
        let found = timeline(&conn, LeadId(1), &PageRequest::default()).expect("read");
        assert_eq!((found.page.total, found.data[0].occurred_at.0), (views - 5, views - 1));
        assert_eq!(join_visits(&conn, VISITOR, LeadId(2), NOW).expect("nothing left"), None);
    }

    #[test]
    fn an_event_counts_once() {
        let conn = account();
        let seen: Vec<_> = ["a", "b", "a", ""].iter().map(|id| first_time(&conn, id, NOW).expect("noted")).collect();
        assert_eq!(seen, [true, true, false, true]);
    }

    #[test]
    fn what_is_old_goes_in_slices() {
        let conn = account();
        for at in [0, 1, NOW.0 - KEPT_MS] {
            note_visit(&conn, &visit(&conn, "naver", at)).expect("noted");
            first_time(&conn, &at.to_string(), Timestamp(at)).expect("noted");
        }
        assert_eq!(forget_old(&conn, NOW).expect("deleted"), 4);
        assert_eq!(forget_old(&conn, NOW).expect("nothing left"), 0);
        assert!(!first_time(&conn, &(NOW.0 - KEPT_MS).to_string(), NOW).expect("kept"));
        assert_eq!(
            join_visits(&conn, VISITOR, LeadId(1), NOW).expect("joined").map(|_| store::count(&conn, LeadId(1)).expect("read")),
            Some(1)
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        #[test]
        fn pages_hold_everything_once_and_in_order(places in proptest::collection::vec((1_i64..=4, 0_i64..6), 0..40), size in 1_u32..7) {
            let conn = account();
            let mut written = Vec::new();
            for (lead, at) in places {
                let id = record(&conn, LeadId(lead), &note("x", at)).expect("written");
                let seq: i64 = id.rsplit_once('-').expect("a place").1.parse().expect("a number");
                written.push((at, lead, seq));
            }
            written.sort_unstable();
            written.reverse();
            let of = |leads: &[i64]| {
                written.iter().filter(|(_, lead, _)| leads.contains(lead)).map(|(at, lead, seq)| format!("{lead}/{at}-{seq}")).collect::<Vec<_>>()
            };
            prop_assert_eq!(walk(size, |request| timeline(&conn, LeadId(2), request).expect("read")), of(&[2]));
            let all = of(&[1, 2, 3]);
            prop_assert_eq!(&walk(size, |request| timeline_of_customer(&conn, CustomerId(1), request).expect("read")), &all);
            let second = PageRequest { number: 2, size, cursor: None };
            let found = timeline_of_customer(&conn, CustomerId(1), &second).expect("read");
            let expected: Vec<_> = all.iter().skip(size as usize).take(size as usize).cloned().collect();
            let ids: Vec<_> = found.data.iter().map(|interaction| format!("{}/{}", interaction.lead_id, interaction.id)).collect();
            prop_assert_eq!((ids, found.page.total), (expected, i64::try_from(all.len()).expect("small")));
        }
    }
}
