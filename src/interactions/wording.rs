//! What a timeline says about an interaction. Each kind reads the keys of its data that are named here; all may be missing, and
//! what else the data hold is kept but not shown.
//!
//! `page_view`, `form_submit`: `page_id` (and `page_title`, added on reading) · `stage_change`: `from_name`,
//! `to_name` (else `from`, `to`), `cause` · `conversion`: `stage_name` (else `stage`), `value`, `currency`, `voided_at` · `note`: `text` · `call`:
//! `outcome`, `minutes`, `text` · `meeting`: `place`, `text` · `tag_change`: `added`, `removed` · `message_sent`, `share`: `channel`, `text` ·
//! `email_…`: `subject`, `url` · `referral`: `name` · `custom`: `name`, `text`; those that leads write themselves are named
//! `work_status` (`from_name`, `to_name`, `callback`), `callback` (`callback`), `assigned` (`to_name`) and `suspect_accepted`, that of a
//! voided conversion `conversion_voided` (`stage_name`, `text`).

use serde_json::Value;

use crate::{
    base::{
        lang::{Lang, Message, Text, text},
        money::{self, Currency, Money},
    },
    interactions::model::{Interaction, InteractionKind},
};

/// The sentence.
pub fn title(interaction: &Interaction) -> Message {
    let data = Data(&interaction.data);
    match interaction.kind {
        InteractionKind::PageView => data.naming("page_title", VIEWED, VIEWED_SOME),
        InteractionKind::FormSubmit => data.naming("page_title", SUBMITTED, SUBMITTED_SOME),
        InteractionKind::EmailSent => EMAIL_SENT.into(),
        InteractionKind::EmailOpen => EMAIL_OPENED.into(),
        InteractionKind::EmailClick => EMAIL_CLICKED.into(),
        InteractionKind::EmailBounce => EMAIL_BOUNCED.into(),
        InteractionKind::Unsubscribe => UNSUBSCRIBED.into(),
        InteractionKind::MessageSent => data.naming("channel", SENT_BY, SENT),
        InteractionKind::Call => call(data),
        InteractionKind::Meeting => data.naming("place", MET_AT, MET),
        InteractionKind::Note => NOTE.into(),
        InteractionKind::StageChange => stage_change(data),
        InteractionKind::TagChange => TAGS_CHANGED.into(),
        InteractionKind::Share => data.naming("channel", SHARED_BY, SHARED),
        InteractionKind::Referral => data.naming("name", REFERRED_NAME, REFERRED),
        InteractionKind::Conversion if data.text("voided_at").is_some() => {
            data.any_of(["stage_name", "stage"]).map_or_else(|| VOIDED.into(), |stage| VOIDED_IN.with(&[("name", &stage)]))
        }
        InteractionKind::Conversion => {
            data.any_of(["stage_name", "stage"]).map_or_else(|| CONVERTED.into(), |stage| CONVERTED_IN.with(&[("name", &stage)]))
        }
        InteractionKind::Custom if data.text("name") == Some("suspect_accepted") => SUSPECT_ACCEPTED.into(),
        InteractionKind::Custom if data.text("name") == Some("work_status") => match (data.text("from_name"), data.text("to_name")) {
            (Some(from), Some(to)) => WORK_MOVED.with(&[("from", &from), ("to", &to)]),
            _ => WORK_MOVED_SOMEHOW.into(),
        },
        InteractionKind::Custom if data.text("name") == Some("callback") => data.naming("callback", CALLBACK_SET, CALLBACK_GONE),
        InteractionKind::Custom if data.text("name") == Some("assigned") => data.naming("to_name", ASSIGNED, UNASSIGNED),
        InteractionKind::Custom if data.text("name") == Some("conversion_voided") => {
            data.any_of(["stage_name", "stage"]).map_or_else(|| TOOK_BACK.into(), |stage| TOOK_BACK_IN.with(&[("name", &stage)]))
        }
        InteractionKind::Custom => data.text("name").map_or_else(|| CUSTOM.into(), |name| Message { ko: name.into(), en: name.into() }),
    }
}

/// What stands below it, over several lines where need be; empty when there is nothing more.
pub fn detail(interaction: &Interaction, lang: Lang) -> String {
    let data = Data(&interaction.data);
    let detail = match interaction.kind {
        InteractionKind::PageView | InteractionKind::FormSubmit | InteractionKind::Unsubscribe | InteractionKind::Referral => None,
        InteractionKind::EmailClick => data.any_of(["url", "subject"]),
        InteractionKind::EmailSent | InteractionKind::EmailOpen | InteractionKind::EmailBounce => data.text("subject"),
        InteractionKind::StageChange => data.text("cause").map(|cause| known_cause(cause, lang)),
        InteractionKind::TagChange => return data.tags(),
        InteractionKind::Conversion => return data.worth(lang),
        InteractionKind::Call => return data.talk(lang),
        InteractionKind::Custom if data.text("name") == Some("work_status") => {
            return data.text("callback").map(|at| CALLBACK_AT.with(&[("name", &at)]).get(lang).to_owned()).unwrap_or_default();
        }
        InteractionKind::MessageSent
        | InteractionKind::Meeting
        | InteractionKind::Note
        | InteractionKind::Share
        | InteractionKind::Custom => data.text("text"),
    };
    detail.unwrap_or_default().to_owned()
}

/// The causes that the product itself gives (`leads/model.rs`) in words; any other is told as it is.
fn known_cause(cause: &str, lang: Lang) -> &str {
    CAUSES.iter().find(|(name, _)| *name == cause).map_or(cause, |(_, said)| said.get(lang))
}

fn call(data: Data<'_>) -> Message {
    data.known_outcome().unwrap_or(CALLED).into()
}

fn stage_change(data: Data<'_>) -> Message {
    match (data.any_of(["from_name", "from"]), data.any_of(["to_name", "to"])) {
        (Some(from), Some(to)) => MOVED.with(&[("from", &from), ("to", &to)]),
        (None, Some(to)) => ENTERED.with(&[("to", &to)]),
        _ => MOVED_SOMEWHERE.into(),
    }
}

/// The data of an interaction, whatever somebody sent as such.
#[derive(Clone, Copy)]
struct Data<'a>(&'a Value);

impl<'a> Data<'a> {
    fn text(self, key: &str) -> Option<&'a str> {
        self.0.get(key).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty())
    }

    fn any_of(self, keys: [&str; 2]) -> Option<&'a str> {
        keys.into_iter().find_map(|key| self.text(key))
    }

    /// The first text with the key's value for `{name}`, or the second where there is no value.
    fn naming(self, key: &str, with: Text, without: Text) -> Message {
        self.text(key).map_or_else(|| without.into(), |name| with.with(&[("name", &name)]))
    }

    fn tags(self) -> String {
        let signed = |key: &str, sign: char| {
            let tags = self.0.get(key).and_then(Value::as_array);
            tags.into_iter().flatten().filter_map(Value::as_str).map(|tag| format!("{sign}{tag}")).collect::<Vec<_>>()
        };
        [signed("added", '+'), signed("removed", '−')].concat().join(" ")
    }

    /// What came of a call, where it is said by a word that we know.
    fn known_outcome(self) -> Option<Text> {
        let outcome = self.text("outcome")?;
        OUTCOMES.iter().find(|(name, _)| *name == outcome).map(|(_, said)| *said)
    }

    /// What came of a call in somebody else's word, how long it took, and what was said.
    fn talk(self, lang: Lang) -> String {
        let unknown = self.text("outcome").filter(|_| self.known_outcome().is_none());
        let outcome = unknown.map(|outcome| OUTCOME.with(&[("name", &outcome)]).get(lang).to_owned());
        let minutes = self.0.get("minutes").and_then(Value::as_u64).map(|minutes| MINUTES.with(&[("n", &minutes)]).get(lang).to_owned());
        let said = self.text("text").map(str::to_owned);
        outcome.into_iter().chain(minutes).chain(said).collect::<Vec<_>>().join(" · ")
    }

    fn worth(self, lang: Lang) -> String {
        let currency = self.text("currency").and_then(|code| Currency::parse(code).ok()).unwrap_or_default();
        let value = self.0.get("value").and_then(Value::as_i64);
        value.map(|value| money::format(Money(value), currency, lang)).unwrap_or_default()
    }
}

const CAUSES: [(&str, Text); 5] = [
    ("submission", text("신청서 접수", "Form submitted")),
    ("created", text("직접 추가", "Added by hand")),
    ("manual", text("직접 옮김", "Moved by hand")),
    ("api", text("API로 옮김", "Moved through the API")),
    ("stage_removed", text("단계 삭제", "The stage was removed")),
];
const SUSPECT_ACCEPTED: Text = text("의심 접수를 승인했습니다", "Accepted, after it was set apart as a suspect");
const WORK_MOVED: Text = text("상담 상태: {from} → {to}", "Work status: {from} → {to}");
const WORK_MOVED_SOMEHOW: Text = text("상담 상태를 바꿨습니다", "Work status changed");
const CALLBACK_SET: Text = text("재통화를 {name}에 하기로 했습니다", "Callback set for {name}");
const CALLBACK_GONE: Text = text("재통화 일정을 지웠습니다", "Callback taken away");
const CALLBACK_AT: Text = text("재통화 {name}", "Call back at {name}");
const ASSIGNED: Text = text("담당자를 {name} 님으로 정했습니다", "Assigned to {name}");
const UNASSIGNED: Text = text("담당자를 비웠습니다", "Assigned to nobody");
const MINUTES: Text = text("{n}분", "{n} min");
const VOIDED: Text = text("전환했습니다 (취소됨)", "Converted (voided)");
const VOIDED_IN: Text = text("‘{name}’ 전환 (취소됨)", "Converted in “{name}” (voided)");
const TOOK_BACK: Text = text("전환을 취소했습니다", "Voided a conversion");
const TOOK_BACK_IN: Text = text("‘{name}’ 전환을 취소했습니다", "Voided the conversion in “{name}”");
const VIEWED: Text = text("‘{name}’ 페이지를 봤습니다", "Viewed “{name}”");
const VIEWED_SOME: Text = text("페이지를 봤습니다", "Viewed a page");
const SUBMITTED: Text = text("‘{name}’ 페이지에서 신청했습니다", "Submitted the form on “{name}”");
const SUBMITTED_SOME: Text = text("신청서를 보냈습니다", "Submitted a form");
const EMAIL_SENT: Text = text("이메일을 보냈습니다", "E-mail sent");
const EMAIL_OPENED: Text = text("이메일을 열었습니다", "Opened an e-mail");
const EMAIL_CLICKED: Text = text("이메일의 링크를 눌렀습니다", "Clicked a link in an e-mail");
const EMAIL_BOUNCED: Text = text("이메일이 반송되었습니다", "E-mail bounced");
const UNSUBSCRIBED: Text = text("수신을 거부했습니다", "Unsubscribed");
const SENT: Text = text("메시지를 보냈습니다", "Message sent");
const SENT_BY: Text = text("메시지를 보냈습니다 ({name})", "Message sent ({name})");
const CALLED: Text = text("전화했습니다", "Called");
const OUTCOME: Text = text("결과 ‘{name}’", "Outcome “{name}”");
const MET: Text = text("만났습니다", "Met");
const MET_AT: Text = text("만났습니다 ({name})", "Met ({name})");
const NOTE: Text = text("메모", "Note");
const MOVED: Text = text("‘{from}’에서 ‘{to}’ 단계로 옮겼습니다", "Moved from “{from}” to “{to}”");
const ENTERED: Text = text("‘{to}’ 단계에 들어왔습니다", "Entered “{to}”");
const MOVED_SOMEWHERE: Text = text("단계를 옮겼습니다", "Moved to another stage");
const TAGS_CHANGED: Text = text("태그를 바꿨습니다", "Tags changed");
const SHARED: Text = text("공유했습니다", "Shared");
const SHARED_BY: Text = text("공유했습니다 ({name})", "Shared ({name})");
const REFERRED: Text = text("지인을 소개했습니다", "Referred somebody");
const REFERRED_NAME: Text = text("{name} 님을 소개했습니다", "Referred {name}");
const CONVERTED: Text = text("전환되었습니다", "Converted");
const CONVERTED_IN: Text = text("‘{name}’ 단계에서 전환되었습니다", "Converted in “{name}”");
const CUSTOM: Text = text("기타 활동", "Other activity");

/// What came of a call, by the word in its data.
const OUTCOMES: [(&str, Text); 5] = [
    ("answered", text("통화했습니다", "Called and spoke")),
    ("no_answer", text("전화를 받지 않았습니다", "Called, no answer")),
    ("busy", text("통화 중이었습니다", "Called, line busy")),
    ("wrong_number", text("없는 번호였습니다", "Called, wrong number")),
    ("callback", text("다시 통화하기로 했습니다", "Called, to be called back")),
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::{
        base::{ids::LeadId, time::Timestamp},
        interactions::model::ActorType,
    };

    fn of(kind: InteractionKind, data: Value) -> Interaction {
        let (id, lead_id, actor) = ("0-0".to_owned(), LeadId(1), ActorType::System);
        Interaction { id, lead_id, kind, data, actor, user_id: None, occurred_at: Timestamp(0) }
    }

    fn said(kind: InteractionKind, data: Value) -> (String, String) {
        let interaction = of(kind, data);
        (title(&interaction).ko, detail(&interaction, Lang::Ko))
    }

    fn pair(title: &str, detail: &str) -> (String, String) {
        (title.to_owned(), detail.to_owned())
    }

    #[test]
    fn sentences_are_told_with_their_data() {
        let moved = json!({"from": "new", "from_name": "신규", "to": "talk", "to_name": "상담중", "cause": "통화 완료"});
        assert_eq!(said(InteractionKind::StageChange, moved), pair("‘신규’에서 ‘상담중’ 단계로 옮겼습니다", "통화 완료"));
        assert_eq!(said(InteractionKind::StageChange, json!({"from": null, "to": "new"})), pair("‘new’ 단계에 들어왔습니다", ""));
        assert_eq!(said(InteractionKind::Call, json!({"outcome": "no_answer"})), pair("전화를 받지 않았습니다", ""));
        assert_eq!(said(InteractionKind::Call, json!({"outcome": "부재", "text": "저녁에"})), pair("전화했습니다", "결과 ‘부재’ · 저녁에"));
        assert_eq!(said(InteractionKind::TagChange, json!({"added": ["봄"], "removed": ["a", 1]})), pair("태그를 바꿨습니다", "+봄 −a"));
        let worked = json!({"name": "work_status", "from_name": "신규", "to_name": "재통화", "callback": "2026-11-23 10:30"});
        assert_eq!(said(InteractionKind::Custom, worked), pair("상담 상태: 신규 → 재통화", "재통화 2026-11-23 10:30"));
        let call = json!({"outcome": "answered", "minutes": 3, "text": "견적 안내"});
        assert_eq!(said(InteractionKind::Call, call), pair("통화했습니다", "3분 · 견적 안내"));
        let worth = json!({"stage": "won", "value": 150_000, "currency": "KRW"});
        assert_eq!(said(InteractionKind::Conversion, worth), pair("‘won’ 단계에서 전환되었습니다", "150,000원"));
        let form = json!({"page_id": 1, "page_title": "봄 이벤트"});
        assert_eq!(said(InteractionKind::FormSubmit, form), pair("‘봄 이벤트’ 페이지에서 신청했습니다", ""));
    }

    proptest! {
        #[test]
        fn any_data_is_told_in_both_languages(code in 0_i64..17, key in "[a-z_]{1,10}", text in any::<String>()) {
            let kind = InteractionKind::from_code(code).expect("a kind");
            for data in [json!(null), json!([text]), json!({key.as_str(): text}), json!({key.as_str(): [text]})] {
                let interaction = of(kind, data);
                let title = title(&interaction);
                prop_assert!(!title.ko.is_empty() && !title.en.is_empty());
                detail(&interaction, Lang::En);
            }
        }
    }
}
