//! Locks of tables that others hold: how long a statement waits for one, and when it is tried again.
//!
//! A statement that waits for a strong lock lets nobody past it: all that comes later queues up behind it. So it waits
//! for a moment only, gives up, lets the others through, and is tried again.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

/// How long a statement waits for a lock, and how often it tries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Patience {
    /// How long one try waits, and so how long it may hold others up.
    pub(super) wait: Duration,
    /// How often it tries, the first time included.
    pub(super) tries: u32,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            wait: Duration::from_millis(100),
            tries: 60,
        }
    }
}

/// The pauses between tries grow to this.
const LONGEST_PAUSE: Duration = Duration::from_secs(3);

impl Patience {
    /// The pause after this many tries: twice as long as the one before, up to a bound, and between half of that and all
    /// of it, so that two that stand in each other's way do not meet again.
    pub(super) fn pause(self, tries: u32) -> Duration {
        let doubled = self.wait.saturating_mul(1 << tries.min(16));
        let most = doubled.clamp(Duration::from_millis(10), LONGEST_PAUSE);
        most.mul_f64(0.5 + 0.5 * random())
    }
}

/// From 0 to 1; each `RandomState` has keys of its own.
fn random() -> f64 {
    let bits = RandomState::new().hash_one(0_u8);
    f64::from(u32::try_from(bits >> 32).unwrap_or_default()) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_bound_and_differ() {
        let patience = Patience::default();
        for tries in 1..40 {
            let most = Duration::from_millis(100 << tries.min(16)).min(LONGEST_PAUSE);
            let pause = patience.pause(tries);
            assert!(pause >= most / 2 && pause <= most, "{pause:?} after {tries}");
        }
        let pauses: std::collections::BTreeSet<_> = (0..20).map(|_| patience.pause(5)).collect();
        assert!(pauses.len() > 10);
    }
}
