//! N+1, in debug builds: the same statement sent again and again from one place of an application, each time for another row,
//! where one statement would have answered for all of them.

use std::collections::hash_map::{DefaultHasher, Entry};
use std::collections::{HashMap, HashSet};
use std::hash::{Hash as _, Hasher as _};
use std::panic::Location;
use std::sync::{Mutex, PoisonError};
use std::thread::ThreadId;
use std::time::{Duration, Instant};

use crate::driver::Request;

/// How long a loop may do something else before its next statement. A task that waits longer has most likely been asked for
/// something new: that of a connection of a server answers one request after the other.
const PAUSE: Duration = Duration::from_millis(100);
/// How many runs are kept before those that are over are dropped.
const KEPT: usize = 1024;

/// Where a statement was asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Call {
    pub(crate) location: &'static Location<'static>,
    /// The transaction that it is part of.
    pub(crate) transaction: Option<u64>,
}

/// What belongs together: a transaction, or what one task does within one span. Where nothing was spawned there is only the
/// thread.
#[derive(Debug, PartialEq, Eq, Hash)]
enum Unit {
    Transaction(u64),
    Task(tokio::task::Id, Option<tracing::Id>),
    Thread(ThreadId, Option<tracing::Id>),
}

impl Unit {
    fn of(call: Call) -> Self {
        if let Some(number) = call.transaction {
            return Self::Transaction(number);
        }
        let span = tracing::Span::current().id();
        match tokio::task::try_id() {
            Some(task) => Self::Task(task, span),
            None => Self::Thread(std::thread::current().id(), span),
        }
    }
}

/// A statement from one place.
type Sent = (&'static Location<'static>, u64);

/// Its executions one after the other.
#[derive(Debug)]
struct Run {
    parameters: HashSet<u64>,
    last: Instant,
}

/// The runs of statements that go on, and those that were told of: once each.
#[derive(Debug)]
pub(crate) struct Repetitions {
    /// How often is well; `None` where nothing is told.
    allowed: Option<usize>,
    runs: Mutex<HashMap<(Unit, Sent), Run>>,
    told: Mutex<HashSet<Sent>>,
}

impl Repetitions {
    pub(crate) fn new(allowed: Option<usize>) -> Self {
        Self {
            allowed,
            runs: Mutex::default(),
            told: Mutex::default(),
        }
    }

    /// Sees a statement that took so long, and tells where it is one too many.
    pub(crate) fn see(&self, request: &Request<'_>, elapsed: Duration) {
        let (Some(allowed), Some(call)) = (self.allowed, request.call) else {
            return;
        };
        if !tracing::enabled!(target: "tablesmith::n_plus_one", tracing::Level::WARN) {
            return;
        }
        let sent = (call.location, hash(request.sql));
        let count = self.count(Unit::of(call), sent, request, elapsed, Instant::now());
        if count > allowed && self.told.lock().unwrap_or_else(PoisonError::into_inner).insert(sent) {
            let location = call.location;
            tracing::event!(
                target: "tablesmith::n_plus_one",
                tracing::Level::WARN,
                code.file.path = location.file(),
                code.line.number = location.line(),
                db.collection.name = request.table.map(|table| table.name),
                db.query.text = request.sql,
                "N+1: {location} sent the same statement {count} times in a row, each for other values. One statement answers \
                 for all: load what rows lead to with them, `.with(RELATION)`, or find them by a list, `.filter(COLUMN.in_(values))`"
            );
        }
    }

    /// How many different parameters the run has now.
    fn count(&self, unit: Unit, sent: Sent, request: &Request<'_>, elapsed: Duration, now: Instant) -> usize {
        let parameters = hash(&format!("{:?}", request.parameters));
        let within = matches!(unit, Unit::Transaction(_));
        let mut runs = self.runs.lock().unwrap_or_else(PoisonError::into_inner);
        if runs.len() >= KEPT {
            runs.retain(|_, run| now.duration_since(run.last) <= PAUSE);
        }
        match runs.entry((unit, sent)) {
            Entry::Vacant(entry) => {
                entry.insert(Run {
                    parameters: HashSet::from([parameters]),
                    last: now,
                });
                1
            }
            Entry::Occupied(mut entry) => {
                let run = entry.get_mut();
                let pause = now.duration_since(run.last).saturating_sub(elapsed);
                if pause > PAUSE && !within {
                    run.parameters.clear();
                }
                run.parameters.insert(parameters);
                run.last = now;
                run.parameters.len()
            }
        }
    }
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Datum;

    /// How many the run has after statements with these parameters, each so many milliseconds after the one before.
    fn counted(unit: impl Fn() -> Unit, sent: &[(i64, u64)]) -> usize {
        let repetitions = Repetitions::new(Some(10));
        let place = (Location::caller(), 1);
        let mut now = Instant::now();
        let mut count = 0;
        for (parameter, after) in sent {
            now += Duration::from_millis(*after);
            let parameters = [Datum::Integer(*parameter)];
            let request = Request::raw("select", &parameters);
            count = repetitions.count(unit(), place, &request, Duration::from_millis(5), now);
        }
        count
    }

    #[test]
    fn other_parameters_in_a_row_are_counted() {
        let thread = || Unit::Thread(std::thread::current().id(), None);
        assert_eq!(counted(thread, &[(1, 6), (2, 6), (3, 6)]), 3);
        assert_eq!(
            counted(thread, &[(1, 6), (1, 6), (1, 6)]),
            1,
            "what is asked again is no N+1"
        );
        assert_eq!(
            counted(thread, &[(1, 6), (2, 104), (3, 104)]),
            3,
            "the time that they take is no pause"
        );
        assert_eq!(
            counted(thread, &[(1, 6), (2, 6), (3, 200)]),
            1,
            "after a pause, something new begins"
        );
        assert_eq!(counted(|| Unit::Transaction(1), &[(1, 6), (2, 6), (3, 200)]), 3);
    }

    #[test]
    fn what_is_over_is_forgotten() {
        let repetitions = Repetitions::new(Some(10));
        let place = (Location::caller(), 1);
        let request = Request::raw("select", &[]);
        let now = Instant::now();
        for number in 0..KEPT as u64 {
            repetitions.count(Unit::Transaction(number), place, &request, Duration::ZERO, now);
        }
        repetitions.count(
            Unit::Transaction(0),
            place,
            &request,
            Duration::ZERO,
            now + Duration::from_secs(1),
        );
        assert_eq!(repetitions.runs.lock().expect("unpoisoned").len(), 1);
    }
}
