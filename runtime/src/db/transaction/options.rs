//! How a transaction is run.

use std::time::Duration;

/// What a transaction sees of others that run at the same time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Isolation {
    /// Each statement sees what was committed before it began.
    ReadCommitted,
    /// All statements see what was committed before the first of them; a write of what somebody else has changed since is
    /// [`Error::Stale`](crate::Error::Stale).
    RepeatableRead,
    /// As if there were no other transaction at the time; where that cannot be,
    /// [`Error::Stale`](crate::Error::Stale).
    Serializable,
}

/// How a transaction is run: isolation, reading only, deadline, attempts.
///
/// ```
/// use std::time::Duration;
/// use tablesmith::{Isolation, TransactionOptions, retry};
///
/// let report = TransactionOptions::default().isolation(Isolation::RepeatableRead).read_only();
/// let transfer = retry(5).serializable().timeout(Duration::from_secs(2));
/// # let _ = (report, transfer);
/// ```
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct TransactionOptions {
    pub(crate) attempts: u32,
    pub(crate) isolation: Option<Isolation>,
    pub(crate) read_only: bool,
    pub(crate) timeout: Option<Duration>,
}

/// Runs a transaction again, up to so many times, where it failed only because of another one: a serialization failure,
/// a deadlock, a SQLite database that was busy ([`Error::is_transient`](crate::Error::is_transient)). The pauses between
/// attempts grow, and part of each is random.
pub fn retry(times: u32) -> TransactionOptions {
    TransactionOptions {
        attempts: times,
        ..TransactionOptions::default()
    }
}

impl TransactionOptions {
    /// What it sees of others; unless said, what the PostgreSQL server does on its own, which is
    /// [`Isolation::ReadCommitted`] where nobody changed it. SQLite's transactions are always serializable.
    pub fn isolation(mut self, isolation: Isolation) -> Self {
        self.isolation = Some(isolation);
        self
    }

    /// As if there were no other transaction at the time: [`Isolation::Serializable`]. On PostgreSQL it may then fail with
    /// [`Error::Stale`](crate::Error::Stale) and should be [retried](retry).
    pub fn serializable(self) -> Self {
        self.isolation(Isolation::Serializable)
    }

    /// Writes nothing: a statement that would is refused. On a SQLite file, others can write meanwhile.
    pub fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }

    /// How long all of it may take, waiting for a connection and every attempt included; without end unless said. When the
    /// time is over, the statement that runs is cancelled, what was done is undone, and the answer is
    /// [`Error::Timeout`](crate::Error::Timeout). Whether a transaction whose COMMIT was on its way just then is committed
    /// is not known.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }
}
