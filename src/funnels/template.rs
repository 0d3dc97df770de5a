//! What a new funnel begins with: the way of a consultation, as Korean agencies keep it.

use crate::{
    base::lang::{Lang, Text},
    funnels::{model::Stage, texts},
};

const CONSULTATION: [(&str, Text, bool); 4] = [
    ("new", texts::STAGE_NEW, false),
    ("consulting", texts::STAGE_CONSULTING, false),
    ("booked", texts::STAGE_BOOKED, false),
    ("won", texts::STAGE_WON, true),
];

/// 신규 → 상담중 → 예약 → 계약 (goal), named in the reader's language.
pub fn stages(lang: Lang) -> Vec<Stage> {
    CONSULTATION
        .into_iter()
        .map(|(key, name, goal)| Stage { key: key.to_owned(), name: name.get(lang).to_owned(), goal, ..Stage::default() })
        .collect()
}
