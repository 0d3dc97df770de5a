//! What the pages of scoring share.

use crate::base::{lang::Lang, time::Zone};

/// Where a page stands and who looks at it.
#[derive(Clone, Debug)]
pub struct Place {
    pub lang: Lang,
    /// `/accounts/{slug}`
    pub base: String,
    pub zone: Zone,
    pub may_change: bool,
    pub form_token: String,
}

impl Place {
    /// The address of a page of scoring: `path("/edit")`.
    pub fn path(&self, below: &str) -> String {
        format!("{}/scoring{below}", self.base)
    }
}

/// `0–9`, `10–19` … `90–100`.
pub fn ranges() -> Vec<String> {
    (0..10).map(|ten| if ten == 9 { "90–100".to_owned() } else { format!("{}–{}", ten * 10, ten * 10 + 9) }).collect()
}
