//! What differs from one client to the next: names, funnels, pages and what is talked about. The texts are data, in Korean alone.

use crate::{
    cli::demo::{clinic, interior, referring::CampaignText, shop},
    funnels::model::RawStage,
    landing::form::{Field, FieldKind, FormDefinition},
};

pub struct Trade {
    /// Slugs and names of clients, the first one first.
    pub clients: &'static [(&'static str, &'static str)],
    pub funnels: &'static [FunnelText],
    pub pages: &'static [PageText],
    pub campaigns: &'static [&'static str],
    pub keywords: &'static [&'static str],
    /// Name of a blog that writes of the client.
    pub blog: &'static str,
    pub companies: &'static [&'static str],
    pub tags: &'static [&'static str],
    /// Name of an attribute of customers, and its values.
    pub attribute: (&'static str, &'static [&'static str]),
    /// What visitors write.
    pub memos: &'static [&'static str],
    /// What is noted after talking to them.
    pub notes: &'static [&'static str],
    /// Where they are met.
    pub places: &'static [&'static str],
    /// What a contract is worth, in won: from, to, and the step between.
    pub worth: (i64, i64, i64),
    /// What friends who are brought are worth to the client.
    pub campaign: Option<CampaignText>,
}

/// A funnel: its name, and keys and names of its stages, of which the last is the goal.
pub struct FunnelText {
    pub name: &'static str,
    pub stages: &'static [(&'static str, &'static str)],
}

pub struct PageText {
    pub slug: &'static str,
    pub title: &'static str,
    /// Which of the trade's funnels its leads enter.
    pub funnel: usize,
    pub life: Life,
    pub look: Look,
    /// A colour in which white text can be read.
    pub color: &'static str,
    pub eyebrow: &'static str,
    pub headline: &'static str,
    pub lead: &'static str,
    pub points: &'static [(&'static str, &'static str)],
    pub closing: &'static str,
    pub thanks: &'static str,
    /// Asked besides name, phone and consents.
    pub questions: &'static [Question],
}

/// When visitors see a page, in days after the agency's first.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Life {
    Always,
    From(i32),
    Until(i32),
    Draft,
}

#[derive(Clone, Copy)]
pub enum Look {
    Bold,
    Calm,
    Card,
}

pub struct Question {
    pub name: &'static str,
    pub label: &'static str,
    pub kind: FieldKind,
    pub options: &'static [&'static str],
    pub required: bool,
}

pub const TRADES: [&Trade; 3] = [&shop::TRADE, &clinic::TRADE, &interior::TRADE];

impl Trade {
    /// The trade of the client at a place, and that client's slug and name; absent after the last.
    pub fn of_client(index: usize) -> Option<(&'static Self, &'static str, &'static str)> {
        let trade = TRADES[index % TRADES.len()];
        let (slug, name) = trade.clients.get(index / TRADES.len())?;
        Some((trade, slug, name))
    }
}

impl FunnelText {
    pub fn stages(&self) -> Vec<RawStage> {
        let last = self.stages.len().saturating_sub(1);
        let stage = |(index, (key, name)): (usize, &(&str, &str))| RawStage {
            key: Some((*key).to_owned()),
            name: (*name).to_owned(),
            goal: index == last,
            ..RawStage::default()
        };
        self.stages.iter().enumerate().map(stage).collect()
    }
}

impl PageText {
    pub fn form(&self, client: &str) -> FormDefinition {
        let mut fields = vec![
            Field::new("name", "이름", FieldKind::Text).required(),
            Field {
                help: Some("상담 전화를 받으실 번호를 적어 주세요.".into()), ..Field::new("phone", "연락처", FieldKind::Phone)
            }
            .required(),
        ];
        fields.extend(self.questions.iter().map(|question| Field {
            required: question.required,
            options: question.options.iter().map(|option| (*option).to_owned()).collect(),
            ..Field::new(question.name, question.label, question.kind)
        }));
        let privacy = format!(
            "{client}은(는) 상담을 위해 이름, 연락처와 적어 주신 내용을 모읍니다.\n보유 기간: 상담을 마친 뒤 1년\n동의하지 않으셔도 되지만, 그 경우 상담 신청을 받을 수 없습니다."
        );
        let marketing = "이벤트와 할인 소식을 문자와 카카오톡으로 보내 드립니다. 언제든지 수신을 거부하실 수 있습니다.";
        fields.push(
            Field { text: Some(privacy), ..Field::new("privacy", "개인정보 수집·이용에 동의합니다", FieldKind::Consent) }.required(),
        );
        fields.push(Field {
            text: Some(marketing.into()), ..Field::new("marketing", "이벤트 소식을 받겠습니다", FieldKind::Consent)
        });
        FormDefinition { fields }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::{
        base::slug::Slug,
        funnels::model::{NewFunnel, RawFunnel},
    };

    #[test]
    fn every_trade_is_sound() {
        for trade in TRADES {
            for (index, text) in trade.pages.iter().enumerate() {
                assert!(Slug::parse_page(text.slug).is_ok() && text.form("x").check().is_ok(), "{}", text.slug);
                assert!(text.funnel < trade.funnels.len());
                assert!(index > 0 || text.life == Life::Always, "{}: the first page is there from the first day", text.slug);
            }
            for text in trade.funnels {
                let raw = RawFunnel { name: Some(text.name.into()), stages: Some(text.stages()), ..RawFunnel::default() };
                let funnel = NewFunnel::parse(&raw, Vec::new()).expect("a funnel");
                assert!(funnel.stages.last().is_some_and(|stage| stage.goal) && funnel.stages.len() >= 3);
            }
        }
    }

    #[test]
    fn there_are_clients_for_the_full_capacity() {
        let slugs: HashSet<&str> = (0..25).map(|index| Trade::of_client(index).expect("a client").1).collect();
        assert!(slugs.len() == 25 && slugs.iter().all(|slug| Slug::parse(slug).is_ok()));
        assert_eq!([0, 1, 2].map(|index| Trade::of_client(index).expect("a client").2), ["한빛커머스", "서울바른치과", "다온인테리어"]);
    }
}
