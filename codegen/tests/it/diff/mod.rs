//! Two catalogs, the changes between them, and the way back.

mod ambiguities;
mod apply;
mod build;
mod check;
mod kinds;
mod property;
mod renames;
