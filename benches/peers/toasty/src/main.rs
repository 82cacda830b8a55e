//! The program that is timed.

use contender_toasty::{Postgres, Sqlite};

fn main() -> contest::Result<()> {
    contest::compete::<Postgres, Sqlite>()
}
