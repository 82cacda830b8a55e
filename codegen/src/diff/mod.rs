//! What differs between two catalogs, as a list of invertible changes.

mod change;

pub use change::{Change, EnumChange, TableChange};
