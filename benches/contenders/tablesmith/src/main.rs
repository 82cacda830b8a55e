//! The program that is timed.

use contender_tablesmith::Tablesmith;

fn main() -> contest::Result<()> {
    contest::compete::<Tablesmith, Tablesmith>()
}
