//! What is measured, and what can be measured.

use std::error::Error;
use std::time::Instant;

/// A kind of statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operation {
    FindByKey,
    ListByUser,
    ListAll,
    InsertOne,
    UpdateOne,
    InsertMany,
}

impl Operation {
    pub(crate) const ALL: [Self; 6] = [
        Self::FindByKey,
        Self::ListByUser,
        Self::ListAll,
        Self::InsertOne,
        Self::UpdateOne,
        Self::InsertMany,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::FindByKey => "find_by_pk",
            Self::ListByUser => "list_by_user_100",
            Self::ListAll => "list_all_10k",
            Self::InsertOne => "insert_one_in_tx",
            Self::UpdateOne => "update_one_in_tx",
            Self::InsertMany => "insert_many_1000",
        }
    }

    /// How often it is done in a round.
    pub(crate) fn times(self) -> usize {
        match self {
            Self::FindByKey | Self::InsertOne | Self::UpdateOne => 300,
            Self::ListByUser => 30,
            Self::ListAll | Self::InsertMany => 1,
        }
    }
}

/// Somebody who can do each operation.
pub(crate) trait Contender {
    /// Does it as often as a round has it, and gives the microseconds that one took; what it wrote is undone, untimed.
    async fn run(&mut self, operation: Operation) -> Result<f64, Box<dyn Error>>;
}

/// The microseconds that one of so many took since then.
pub(crate) fn each(started: Instant, times: usize) -> f64 {
    let times = u32::try_from(times).unwrap_or(u32::MAX);
    started.elapsed().as_secs_f64() * 1e6 / f64::from(times)
}
