//! Where chance comes from: the system's random numbers, or a seed in tests.

use std::sync::{Mutex, PoisonError};

use rand::{Rng as _, SeedableRng as _, rngs::StdRng};

/// A source of random bytes.
pub trait Chance: Send + Sync {
    fn fill(&self, bytes: &mut [u8]);
}

impl dyn Chance {
    /// `N` random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }

    /// A new token of 160 random bits, as 32 letters and digits of base32 in lower case.
    pub fn token(&self) -> String {
        data_encoding::BASE32_NOPAD.encode(&self.bytes::<20>()).to_lowercase()
    }
}

/// The operating system's random numbers, fit for secrets.
pub struct SystemChance;

impl Chance for SystemChance {
    fn fill(&self, bytes: &mut [u8]) {
        #[expect(clippy::disallowed_methods, reason = "the one door through which the machine's chance comes in")]
        rand::rng().fill_bytes(bytes);
    }
}

/// The same bytes for the same seed.
pub struct SeededChance(Mutex<StdRng>);

impl SeededChance {
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(StdRng::seed_from_u64(seed)))
    }
}

impl Chance for SeededChance {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(bytes);
    }
}
