//! The program that is timed.

use contender_diesel_async::{Postgres, Sqlite};

fn main() -> contest::Result<()> {
    contest::compete::<Postgres, Sqlite>()
}
