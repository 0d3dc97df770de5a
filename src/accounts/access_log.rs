//! The access log (접속기록): who did what to whose data, when and from where. Rows are only ever added, and each carries a hash over
//! itself and the hash before it, so that no row can be changed, taken out or moved without breaking the chain behind it.

use sha2::{Digest as _, Sha256};

use crate::{
    accounts::model::Access,
    base::{
        error::{FieldErrors, Result},
        form::RawForm,
        ids::AccountId,
        lang::{Message, Text, text},
        time::{Day, Timestamp, Zone},
    },
};

/// A row as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub id: i64,
    pub at: Timestamp,
    /// Absent for what concerns the agency itself.
    pub account: Option<AccountId>,
    /// The row of the account's outbox it came from.
    pub event_id: Option<i64>,
    pub access: Access,
}

/// The hash of a row.
pub type Hash = [u8; 32];

/// Which rows are asked for; an absent condition filters nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// `user:3`
    pub actor: Option<String>,
    pub account: Option<AccountId>,
    /// `customer.update`
    pub action: Option<String>,
    /// `customer:17`
    pub subject: Option<String>,
    /// From this instant on.
    pub from: Option<Timestamp>,
    /// Before this instant.
    pub until: Option<Timestamp>,
}

/// The chain as far as it was followed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Chain {
    /// Absent before the first row.
    last_id: Option<i64>,
    hash: Hash,
    rows: i64,
    end_seen: bool,
}

/// What following the whole chain came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Whole { rows: i64 },
    Broken(Fault),
}

/// Where the chain breaks first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// This row, or the one before it, is not what was written.
    Changed { row: i64 },
    /// Rows are missing just before this one.
    Missing { before: i64 },
    /// The log once reached this row, which is gone or different now.
    CutOff { row: i64 },
}

const FAULT_CHANGED: Text = text(
    "{row}번 기록이나 바로 앞 기록이 처음 쓰인 내용과 다릅니다. 누군가 데이터 파일을 직접 고쳤을 수 있습니다.",
    "Row {row}, or the one before it, is not what was written. Somebody may have edited the data file.",
);
const FAULT_MISSING: Text = text(
    "{row}번 바로 앞의 기록이 빠져 있습니다. 누군가 데이터 파일에서 지웠을 수 있습니다.",
    "Rows just before row {row} are missing. Somebody may have deleted them from the data file.",
);
const FAULT_CUT_OFF: Text = text(
    "{row}번 기록으로 끝나야 하는데 그 기록이 없거나 다릅니다. 누군가 마지막 기록을 지웠을 수 있습니다.",
    "The log should reach row {row}, which is gone or different. Somebody may have deleted its last rows.",
);

impl Filter {
    /// Reads `who`, `action`, `subject`, `from` and `to`; days are cut in the zone.
    pub fn parse(query: &RawForm, zone: Zone) -> Result<Self> {
        const WRONG_DAY: Text = text("날짜는 2026-11-22처럼 넣어 주세요.", "Give a day such as 2026-11-22.");
        let mut errors = FieldErrors::default();
        let mut day =
            |name: &str| query.filled(name).and_then(|typed| errors.take(name, Day::parse(typed).ok_or_else(|| Message::from(WRONG_DAY))));
        let (from, to) = (day("from"), day("to"));
        errors.check()?;
        let text = |name: &str| query.filled(name).map(str::to_owned);
        Ok(Self {
            actor: text("who"),
            account: query.filled("account").and_then(|id| id.parse().ok()).map(AccountId),
            action: text("action"),
            subject: text("subject"),
            from: from.map(|day| zone.start_of(day)),
            until: to.map(|day| zone.start_of(day.plus(1))),
        })
    }

    pub fn is_any(&self) -> bool {
        *self == Self::default()
    }
}

/// The hash of a row that stands behind `previous`.
pub fn hash(previous: Hash, account: Option<AccountId>, event_id: Option<i64>, access: &Access, at: Timestamp) -> Hash {
    let row = serde_json::json!([at.0, account, event_id, access.actor, access.actor_name, access.address, access.subject, access.action]);
    Sha256::new().chain_update(previous).chain_update(row.to_string()).finalize().into()
}

impl Chain {
    /// The chain from the row on that stands behind `start`: rows up to that one were old and are gone. Absent: from the first row.
    pub fn behind(start: Option<(i64, Hash)>, end: Option<(i64, Hash)>) -> Self {
        let (last_id, hash) = start.map_or((None, Hash::default()), |(id, hash)| (Some(id), hash));
        Self { last_id, hash, rows: 0, end_seen: start.is_some() && start == end }
    }

    /// Follows the chain by one row with its stored hash. `end` is the last row that the log is known to have reached.
    pub fn follow(&mut self, entry: &Entry, stored: Hash, end: Option<(i64, Hash)>) -> std::result::Result<(), Fault> {
        if self.last_id.is_some_and(|last| entry.id != last + 1) {
            return Err(Fault::Missing { before: entry.id });
        }
        if hash(self.hash, entry.account, entry.event_id, &entry.access, entry.at) != stored {
            return Err(Fault::Changed { row: entry.id });
        }
        self.end_seen |= end == Some((entry.id, stored));
        (self.last_id, self.hash, self.rows) = (Some(entry.id), stored, self.rows + 1);
        Ok(())
    }

    /// The verdict after the last row.
    pub fn end(&self, end: Option<(i64, Hash)>) -> Verdict {
        match end {
            Some((row, _)) if !self.end_seen => Verdict::Broken(Fault::CutOff { row }),
            None if self.rows > 0 => Verdict::Broken(Fault::CutOff { row: self.last_id() }),
            _ => Verdict::Whole { rows: self.rows },
        }
    }

    /// The last row that was followed; 0 before the first.
    pub fn last_id(&self) -> i64 {
        self.last_id.unwrap_or_default()
    }

    /// Its hash.
    pub const fn hash(&self) -> Hash {
        self.hash
    }
}

impl Fault {
    /// What it means, naming the row.
    pub fn message(self) -> Message {
        match self {
            Self::Changed { row } => FAULT_CHANGED.with(&[("row", &row)]),
            Self::Missing { before } => FAULT_MISSING.with(&[("row", &before)]),
            Self::CutOff { row } => FAULT_CUT_OFF.with(&[("row", &row)]),
        }
    }
}

/// What an action is called: `customer.update` is 고객 수정. One that has no words is told as it is written.
pub fn wording(action: &str) -> Message {
    let (thing, verb) = action.split_once('.').unwrap_or((action, ""));
    let find = |words: &[(&str, Text)], name: &str| words.iter().find(|(word, _)| *word == name).map(|(_, text)| *text);
    match (find(THINGS, thing), find(VERBS, verb)) {
        (Some(thing), Some(verb)) => Message { ko: format!("{} {}", thing.ko, verb.ko), en: format!("{} {}", thing.en, verb.en) },
        _ => Message { ko: action.to_owned(), en: action.to_owned() },
    }
}

const THINGS: &[(&str, Text)] = &[
    ("access_log", text("접속기록", "Access log")),
    ("account", text("고객사", "Account")),
    ("agency", text("대행사", "Agency")),
    ("alarm", text("알림", "Alarm")),
    ("alarms", text("운영 알림 설정", "Alarm settings")),
    ("alerts", text("새 리드 알림 설정", "Lead alert settings")),
    ("backup", text("백업", "Backup")),
    ("backup_settings", text("백업 설정", "Backup settings")),
    ("backup_store", text("외부 백업 저장소", "Off-site store")),
    ("certificate", text("인증서", "Certificate")),
    ("conversion", text("전환", "Conversion")),
    ("customer", text("고객", "Customer")),
    ("delivery", text("발송", "Delivery")),
    ("diagnostics", text("진단 파일", "Diagnostics")),
    ("first_day", text("처음 설정", "Set-up")),
    ("funnel", text("퍼널", "Funnel")),
    ("interaction", text("이력", "Interaction")),
    ("invitation", text("초대", "Invitation")),
    ("job", text("정기 작업", "Recurring job")),
    ("landing_page", text("랜딩페이지", "Landing page")),
    ("lead", text("리드", "Lead")),
    ("mail_server", text("메일 서버", "Mail server")),
    ("recovery_key", text("복구 키", "Recovery key")),
    ("referral", text("추천", "Referral")),
    ("report", text("보고서", "Report")),
    ("retention", text("보관 기간", "Retention periods")),
    ("reward", text("보상", "Reward")),
    ("score_model", text("점수 모델", "Score model")),
    ("session", text("접속", "Session")),
    ("token", text("API 토큰", "API token")),
    ("user", text("구성원", "Member")),
    ("viral_campaign", text("바이럴 캠페인", "Viral campaign")),
    ("viral_loop", text("바이럴 참여자", "Viral participant")),
    ("viral_setting", text("바이럴 설정", "Viral settings")),
    ("webhook", text("웹훅", "Webhook")),
];

const VERBS: &[(&str, Text)] = &[
    ("accept", text("수락", "accepted")),
    ("activate", text("적용", "activated")),
    ("add", text("추가", "added")),
    ("approve", text("승인", "approved")),
    ("archive", text("보관", "archived")),
    ("assign", text("배정", "assigned")),
    ("bulk", text("일괄 변경", "changed in bulk")),
    ("bulk_cancel", text("일괄 변경 취소", "bulk change cancelled")),
    ("change_password", text("비밀번호 변경", "changed the password")),
    ("check", text("확인", "checked")),
    ("close", text("마침", "finished")),
    ("create", text("등록", "created")),
    ("delete", text("삭제", "deleted")),
    ("deliver", text("지급", "delivered")),
    ("disable", text("사용 중지", "disabled")),
    ("enable", text("사용 재개", "enabled")),
    ("erase", text("파기", "erased")),
    ("export", text("내려받기", "exported")),
    ("import", text("들여오기", "imported")),
    ("log_in", text("로그인", "logged in")),
    ("move", text("단계 이동", "moved")),
    ("publish", text("게시", "published")),
    ("recovery_codes", text("복구 코드 발급", "got new recovery codes")),
    ("recovery_code_used", text("복구 코드 사용", "used a recovery code")),
    ("reject", text("반려", "rejected")),
    ("remove_restored", text("복원 확인용 제거", "shown snapshot removed")),
    ("renew", text("다시 보내기", "renewed")),
    ("repeat", text("다시 보내기", "sent again")),
    ("reset_password", text("비밀번호 재설정", "password reset")),
    ("reset_totp", text("2단계 인증 해제", "second factor reset")),
    ("restore", text("복원", "restored")),
    ("reveal", text("전체 보기", "shown in full")),
    ("revoke", text("취소", "revoked")),
    ("roles", text("권한 변경", "roles changed")),
    ("rotate", text("비밀키 교체", "got a new secret")),
    ("run", text("실행", "run")),
    ("see", text("확인", "seen")),
    ("set_up", text("처음 설정", "set up")),
    ("show", text("열람", "shown")),
    ("test", text("시험", "tested")),
    ("totp_off", text("2단계 인증 끄기", "turned the second factor off")),
    ("totp_on", text("2단계 인증 켜기", "turned the second factor on")),
    ("try", text("다시 시도", "tried again")),
    ("unpublish", text("게시 중단", "withdrawn")),
    ("update", text("수정", "updated")),
    ("void", text("무효 처리", "voided")),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(id: i64, action: &str) -> Entry {
        let access = Access {
            actor: "user:1".into(),
            actor_name: "김대표".into(),
            address: "127.0.0.1".into(),
            subject: "customer:7".into(),
            action: action.into(),
        };
        Entry { id, at: Timestamp(id * 1000), account: Some(AccountId(3)), event_id: Some(id), access }
    }

    /// Rows with the hashes that writing them gives.
    fn written(count: i64) -> Vec<(Entry, Hash)> {
        let mut previous = Hash::default();
        (1..=count)
            .map(|id| {
                let entry = entry(id, "customer.update");
                previous = hash(previous, entry.account, entry.event_id, &entry.access, entry.at);
                (entry, previous)
            })
            .collect()
    }

    fn judged(rows: &[(Entry, Hash)], end: Option<(i64, Hash)>) -> Verdict {
        let mut chain = Chain::default();
        match rows.iter().try_for_each(|(entry, stored)| chain.follow(entry, *stored, end)) {
            Ok(()) => chain.end(end),
            Err(fault) => Verdict::Broken(fault),
        }
    }

    #[test]
    fn every_way_of_tampering_is_named_by_its_row() {
        let rows = written(5);
        let end = rows.last().map(|(entry, hash)| (entry.id, *hash));
        let broken = |rows: &[(Entry, Hash)]| judged(rows, end);
        assert_eq!(broken(&rows), Verdict::Whole { rows: 5 });
        let mut edited = rows.clone();
        edited[2].0.access.subject = "customer:8".into();
        assert_eq!(broken(&edited), Verdict::Broken(Fault::Changed { row: 3 }));
        edited[2].1 = hash(rows[1].1, edited[2].0.account, edited[2].0.event_id, &edited[2].0.access, edited[2].0.at);
        assert_eq!(broken(&edited), Verdict::Broken(Fault::Changed { row: 4 }), "with a hash that fits");
        let mut deleted = rows.clone();
        deleted.remove(2);
        assert_eq!(broken(&deleted), Verdict::Broken(Fault::Missing { before: 4 }));
        assert_eq!(broken(&rows[1..]), Verdict::Broken(Fault::Changed { row: 2 }), "the first row");
        assert_eq!(broken(&rows[..4]), Verdict::Broken(Fault::CutOff { row: 5 }));
        assert_eq!(broken(&[]), Verdict::Broken(Fault::CutOff { row: 5 }));
        assert_eq!(judged(&rows, None), Verdict::Broken(Fault::CutOff { row: 5 }));
        let mut moved = rows.clone();
        moved.swap(1, 2);
        (moved[1].0.id, moved[2].0.id) = (2, 3);
        assert_eq!(broken(&moved), Verdict::Broken(Fault::Changed { row: 2 }));
        assert_eq!(judged(&[], None), Verdict::Whole { rows: 0 });
    }

    #[test]
    fn a_chain_without_its_old_rows_is_proved_from_where_it_begins() {
        let rows = written(5);
        let ends: Vec<_> = rows.iter().map(|(entry, hash)| (entry.id, *hash)).collect();
        let judged = |rows: &[(Entry, Hash)], start: (i64, Hash)| {
            let end = ends.last().copied();
            let mut chain = Chain::behind(Some(start), end);
            match rows.iter().try_for_each(|(entry, stored)| chain.follow(entry, *stored, end)) {
                Ok(()) => chain.end(end),
                Err(fault) => Verdict::Broken(fault),
            }
        };
        assert_eq!(judged(&rows[2..], ends[1]), Verdict::Whole { rows: 3 });
        assert_eq!(judged(&[], ends[4]), Verdict::Whole { rows: 0 });
        assert_eq!(judged(&rows[3..], ends[1]), Verdict::Broken(Fault::Missing { before: 4 }));
        assert_eq!(judged(&rows[2..], (2, ends[0].1)), Verdict::Broken(Fault::Changed { row: 3 }));
        assert_eq!(judged(&rows[2..4], ends[1]), Verdict::Broken(Fault::CutOff { row: 5 }));
    }

    #[test]
    fn actions_have_words_in_both_languages() {
        assert_eq!(wording("customer.update").ko, "고객 수정");
        assert_eq!(wording("customer.update").en, "Customer updated");
        assert_eq!(wording("unheard.of").ko, "unheard.of");
    }
}
