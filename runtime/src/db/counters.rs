//! Numbers about a pool, and what is told of its statements.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tracing::Level;
use tracing::field::display;

use super::Options;
use super::parameters::Shown;
#[cfg(debug_assertions)]
use super::repetition::Repetitions;
use crate::driver::Request;
use crate::error::Error;

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
    /// Tasks that wait for one.
    pub waiting: usize,
    /// How often somebody waited in vain for as long as `acquire_timeout` lets them.
    pub timeouts: u64,
    /// Statements run since the start.
    pub statements: u64,
    /// Those that were slow.
    pub slow: u64,
    /// Those that failed.
    pub failed: u64,
}

#[derive(Debug)]
pub(crate) struct Counters {
    /// The name that OpenTelemetry has for the database.
    system: &'static str,
    slow_after: Duration,
    log_parameters: bool,
    #[cfg(debug_assertions)]
    repetitions: Repetitions,
    statements: AtomicU64,
    slow: AtomicU64,
    failed: AtomicU64,
    timeouts: AtomicU64,
}

impl Counters {
    pub(crate) fn new(system: &'static str, options: &Options) -> Self {
        Self {
            system,
            slow_after: options.slow.unwrap_or(Duration::MAX),
            log_parameters: options.log_parameters,
            #[cfg(debug_assertions)]
            repetitions: Repetitions::new(options.n_plus_one),
            statements: AtomicU64::new(0),
            slow: AtomicU64::new(0),
            failed: AtomicU64::new(0),
            timeouts: AtomicU64::new(0),
        }
    }

    /// Counts a statement and tells of it, by the names of OpenTelemetry's conventions for databases. What the
    /// database says of a failure is not told, nor are parameters unless that was asked for: they may hold what is secret.
    pub(crate) fn statement(&self, request: &Request<'_>, elapsed: Duration, outcome: Result<u64, &Error>) {
        self.statements.fetch_add(1, Ordering::Relaxed);
        let (sql, table) = (request.sql, request.table.map(|table| table.name));
        let parameters = self.log_parameters.then(|| display(Shown(request)));
        match outcome {
            Ok(rows) => tracing::event!(
                target: "tablesmith::statement",
                Level::DEBUG,
                db.system.name = self.system,
                db.collection.name = table,
                db.query.text = sql,
                db.query.parameters = parameters,
                db.response.returned_rows = rows,
                duration = elapsed.as_secs_f64(),
                "statement"
            ),
            Err(error) => {
                self.failed.fetch_add(1, Ordering::Relaxed);
                tracing::event!(
                    target: "tablesmith::statement",
                    Level::DEBUG,
                    db.system.name = self.system,
                    db.collection.name = table,
                    db.query.text = sql,
                    db.query.parameters = parameters,
                    error.type = error.kind(),
                    duration = elapsed.as_secs_f64(),
                    "statement"
                );
            }
        }
        #[cfg(debug_assertions)]
        self.repetitions.see(request, elapsed);
        if elapsed >= self.slow_after {
            self.slow.fetch_add(1, Ordering::Relaxed);
            tracing::warn!(target: "tablesmith::slow", ?elapsed, sql, db.query.parameters = parameters, "slow statement");
        }
    }

    /// Counts somebody who waited in vain for a connection.
    pub(crate) fn timeout(&self) {
        self.timeouts.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn statistics(&self) -> Statistics {
        Statistics {
            statements: self.statements.load(Ordering::Relaxed),
            slow: self.slow.load(Ordering::Relaxed),
            failed: self.failed.load(Ordering::Relaxed),
            timeouts: self.timeouts.load(Ordering::Relaxed),
            ..Statistics::default()
        }
    }
}
