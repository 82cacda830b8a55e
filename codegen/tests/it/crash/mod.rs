//! The built command, killed at every point of a history of ten migrations, or run twenty times at once: in the end the
//! database is what one run in peace makes of it, in its catalog and in its rows.

mod faults;
mod history;
mod many;
mod postgres;
mod sqlite;
