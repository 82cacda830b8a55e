//! The program that is timed.

use contender_diesel::{Postgres, Sqlite};

fn main() -> contest::Result<()> {
    contest::compete::<Postgres, Sqlite>()
}
