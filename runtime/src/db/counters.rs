//! Numbers about a pool, and the log of slow statements.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Numbers about a pool at one moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Statistics {
    /// Connections there are.
    pub connections: usize,
    /// Those that nobody uses.
    pub idle: usize,
    /// Most connections there may be.
    pub max: usize,
    /// Statements run since the start.
    pub statements: u64,
    /// Those that were slow.
    pub slow: u64,
}

#[derive(Debug)]
pub(crate) struct Counters {
    slow_after: Duration,
    statements: AtomicU64,
    slow: AtomicU64,
}

impl Counters {
    pub(crate) fn new(slow_after: Option<Duration>) -> Self {
        Self {
            slow_after: slow_after.unwrap_or(Duration::MAX),
            statements: AtomicU64::new(0),
            slow: AtomicU64::new(0),
        }
    }

    /// Counts a statement that took so long. Parameters are never logged: they may be secret.
    pub(crate) fn statement(&self, sql: &str, elapsed: Duration) {
        self.statements.fetch_add(1, Ordering::Relaxed);
        if elapsed >= self.slow_after {
            self.slow.fetch_add(1, Ordering::Relaxed);
            tracing::warn!(target: "tablesmith::slow", ?elapsed, sql, "slow statement");
        }
    }

    pub(crate) fn statistics(&self) -> Statistics {
        Statistics {
            statements: self.statements.load(Ordering::Relaxed),
            slow: self.slow.load(Ordering::Relaxed),
            ..Statistics::default()
        }
    }
}
