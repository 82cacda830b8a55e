//! The program whose allocations are counted.

use std::alloc::System;

use contender_drivers::{Postgres, Sqlite};

#[global_allocator]
static COUNTING: &contest::StatsAlloc<System> = &contest::COUNTING;

fn main() -> contest::Result<()> {
    contest::compete::<Postgres, Sqlite>()
}
