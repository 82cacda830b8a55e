//! The program that is timed.

use contender_sea_orm::SeaOrm;

fn main() -> contest::Result<()> {
    contest::compete::<SeaOrm, SeaOrm>()
}
