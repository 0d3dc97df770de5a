//! What the product says about figures that are kept.

use crate::base::lang::{Text, text};

pub const REPAIRED: Text = text(
    "집계 {n}개가 기록과 달라 기록에 맞췄습니다. 예: {what} {kept} → {counted}",
    "{n} totals differed from the rows they count and were set right, such as {what}: {kept} to {counted}.",
);
