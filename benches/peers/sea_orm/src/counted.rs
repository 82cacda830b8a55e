//! The program whose allocations are counted.

use std::alloc::System;

use contender_sea_orm::SeaOrm;

#[global_allocator]
static COUNTING: &contest::StatsAlloc<System> = &contest::COUNTING;

fn main() -> contest::Result<()> {
    contest::compete::<SeaOrm, SeaOrm>()
}
