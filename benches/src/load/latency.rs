//! How long statements took.

use std::fmt;
use std::time::{Duration, Instant};

/// What a client does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operation {
    Read,
    Update,
    Insert,
}

/// One statement of a client.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sample {
    pub(crate) operation: Operation,
    pub(crate) start: Instant,
    pub(crate) end: Instant,
    /// The server refused it.
    pub(crate) failed: bool,
}

/// Those of all clients.
#[derive(Debug)]
pub(crate) struct Latencies {
    /// The shortest first.
    taken: Vec<(Duration, Operation)>,
    /// How many the server refused.
    pub(crate) failed: usize,
}

impl Latencies {
    /// Of the statements that were under way between two moments.
    pub(crate) fn between(samples: Vec<Sample>, start: Instant, end: Instant) -> Self {
        let mut failed = 0;
        let mut taken = Vec::new();
        for sample in samples {
            if sample.end >= start && sample.start <= end {
                failed += usize::from(sample.failed);
                taken.push((sample.end - sample.start, sample.operation));
            }
        }
        taken.sort_by_key(|(taken, _)| *taken);
        Self { taken, failed }
    }

    /// The longest, and of what.
    pub(crate) fn longest(&self) -> Option<(Duration, Operation)> {
        self.taken.last().copied()
    }

    /// What so many in 10,000 took at most.
    pub(crate) fn quantile(&self, of_10_000: usize) -> Duration {
        let index = (self.taken.len() * of_10_000 / 10_000).min(self.taken.len().saturating_sub(1));
        self.taken.get(index).map(|(taken, _)| *taken).unwrap_or_default()
    }

    /// How many took longer.
    pub(crate) fn longer_than(&self, limit: Duration) -> usize {
        self.taken.len() - self.taken.partition_point(|(taken, _)| *taken <= limit)
    }

    pub(crate) fn count(&self) -> usize {
        self.taken.len()
    }
}

/// `1.2 s`, `87 ms`, `3.4 ms`.
pub(crate) struct Shown(pub(crate) Duration);

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let milliseconds = self.0.as_secs_f64() * 1e3;
        if milliseconds < 10.0 {
            write!(f, "{milliseconds:.1} ms")
        } else if milliseconds < 1e3 {
            write!(f, "{milliseconds:.0} ms")
        } else {
            write!(f, "{:.1} s", milliseconds / 1e3)
        }
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Read => "read",
            Self::Update => "update",
            Self::Insert => "insert",
        })
    }
}
