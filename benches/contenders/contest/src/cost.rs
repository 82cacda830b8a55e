//! What work costs the program that does it.

use std::fmt;
use std::time::Instant;

use nix::time::{ClockId, clock_gettime};
use stats_alloc::INSTRUMENTED_SYSTEM;

use crate::Result;

/// What one operation cost, on the average of a round.
#[derive(Debug, Clone, Copy)]
pub struct Cost {
    /// Microseconds that went by.
    pub wall: f64,
    /// Microseconds of processor time of all the program's threads, the system's work for it included.
    pub processor: f64,
    /// Calls of the allocator; none are counted but in the program that counts them.
    pub allocations: f64,
}

impl Cost {
    /// As a contender said it; `None` if it said something else.
    pub fn parse(text: &str) -> Option<Self> {
        let mut numbers = text.split(' ').map(|number| number.parse().ok());
        Some(Self {
            wall: numbers.next()??,
            processor: numbers.next()??,
            allocations: numbers.next()??,
        })
    }
}

impl fmt::Display for Cost {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {} {}", self.wall, self.processor, self.allocations)
    }
}

/// The clocks at one moment.
pub(crate) struct Started {
    allocations: usize,
    processor: f64,
    wall: Instant,
}

impl Started {
    pub(crate) fn now() -> Result<Self> {
        Ok(Self {
            allocations: allocations(),
            processor: processor()?,
            wall: Instant::now(),
        })
    }

    #[expect(clippy::cast_precision_loss, reason = "numbers of allocations are small")]
    pub(crate) fn cost(self, times: usize) -> Result<Cost> {
        let wall = self.wall.elapsed().as_secs_f64() * 1e6;
        let processor = processor()? - self.processor;
        let allocations = allocations() - self.allocations;
        let times = times as f64;
        Ok(Cost {
            wall: wall / times,
            processor: processor / times,
            allocations: allocations as f64 / times,
        })
    }
}

fn allocations() -> usize {
    let stats = INSTRUMENTED_SYSTEM.stats();
    stats.allocations + stats.reallocations
}

#[expect(clippy::cast_precision_loss, reason = "a process runs for less than a century")]
fn processor() -> Result<f64> {
    let time = clock_gettime(ClockId::CLOCK_PROCESS_CPUTIME_ID)?;
    Ok(time.tv_sec() as f64 * 1e6 + time.tv_nsec() as f64 / 1e3)
}
