//! Two catalogs, the changes between them, and the way back.

mod kinds;
mod property;
