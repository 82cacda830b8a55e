//! The program that is timed.

use contender_sqlx::{Postgres, Sqlite};

fn main() -> contest::Result<()> {
    contest::compete::<Postgres, Sqlite>()
}
