//! The three sizes of box of the sizing study, and what each gets.

use crate::config::{
    machine::Machine,
    values::{Show, Word},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// 2 vCPU, 2 GB.
    Minimum,
    /// 4 vCPU, 4 GB.
    Recommended,
    /// 8 vCPU, 8 GB.
    Optimal,
}

/// What a tier sets, unless a key says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    /// Over all files.
    pub connections: usize,
    /// Reading threads: twice the tier's cores.
    pub readers: usize,
    /// Of the scoring night.
    pub workers: usize,
    /// Rendered landing pages with their compressed bodies, some 85 KB each.
    pub pages_mb: usize,
    /// Lists, dashboards, settings, sessions.
    pub data_mb: usize,
}

impl Tier {
    pub const ALL: [Self; 3] = [Self::Minimum, Self::Recommended, Self::Optimal];

    /// The largest tier the box fills in both memory and processors; the smallest when its memory is unknown.
    pub fn of(machine: Machine) -> Self {
        // Firmware and kernel keep a part of what is sold as 4 or 8 GB: an eighth is allowed to be missing.
        let memory_mb = machine.memory_bytes.unwrap_or(0) / (1024 * 1024);
        match (machine.cores, memory_mb) {
            (8.., 7168..) => Self::Optimal,
            (4.., 3584..) => Self::Recommended,
            _ => Self::Minimum,
        }
    }

    /// The study allows 20 to 50 connections and 150 to 300 MB of cache; the smallest box shares 2 GB with batches and backups. With 25
    /// accounts at work, fewer than 40 connections would be closed and opened all the time, and each new one reads the schema first. The
    /// contract scores with 5 workers on every box: more would only wait for the same disk.
    pub const fn sizes(self) -> Sizes {
        match self {
            Self::Minimum => Sizes { connections: 40, readers: 4, workers: 5, pages_mb: 64, data_mb: 32 },
            Self::Recommended => Sizes { connections: 45, readers: 8, workers: 5, pages_mb: 128, data_mb: 64 },
            Self::Optimal => Sizes { connections: 50, readers: 16, workers: 5, pages_mb: 256, data_mb: 128 },
        }
    }
}

impl Word for Tier {
    const WORDS: &'static [(&'static str, Self)] =
        &[("minimum", Self::Minimum), ("recommended", Self::Recommended), ("optimal", Self::Optimal)];
}

impl Show for Tier {
    fn show(&self) -> serde_json::Value {
        self.word().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_must_fill_a_tier_in_both() {
        let of = |cores, gib: f64| {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small positive sizes of a test")]
            let memory_bytes = Some((gib * 1024.0 * 1024.0 * 1024.0) as u64);
            Tier::of(Machine { cores, memory_bytes, is_limited: false })
        };
        assert_eq!(of(2, 2.0), Tier::Minimum);
        assert_eq!(of(4, 3.8), Tier::Recommended);
        assert_eq!(of(8, 3.8), Tier::Recommended);
        assert_eq!(of(16, 7.7), Tier::Optimal);
        assert_eq!(of(2, 64.0), Tier::Minimum);
        assert_eq!(Tier::of(Machine { cores: 16, memory_bytes: None, is_limited: false }), Tier::Minimum);
    }
}
