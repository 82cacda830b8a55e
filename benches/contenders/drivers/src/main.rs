//! The program that is timed.

use contender_drivers::{Postgres, Sqlite};

fn main() -> contest::Result<()> {
    contest::compete::<Postgres, Sqlite>()
}
