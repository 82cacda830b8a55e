//! The migration directory: its lock, its snapshot, its migrations; and writing files all together or not at all.
//!
//! ```text
//! migrations/postgres/
//!   history.lock                        a line per migration: folder, parent, hash of up + down
//!   snapshot.json                       the catalog after the last one: derived, rebuilt from the changes
//!   20261121T093000_add_tags/
//!     up.sql, down.sql                  what the migrator runs
//!     changes.json                      what it does, as data, and what it touches
//! ```
//!
//! [`History::read`] checks all of it; [`History::append`] stages a new migration; [`Staging::commit`] writes.

mod append;
mod changes;
mod checksum;
mod embed;
mod fold;
mod footprint;
mod fork;
mod id;
mod lock;
mod manifest;
mod parents;
mod problem;
mod read;
mod snapshot;
mod staging;
mod unlisted;

pub use crate::render::HEADER;
pub use append::NewMigration;
pub use changes::{ChangesFile, ChangesHead, Folded};
pub use checksum::checksum;
pub use embed::{SqlLocation, embedded};
pub use footprint::Footprint;
pub use fork::Fork;
pub use id::{FolderName, InvalidMigrationId, MigrationId, migration_name};
pub use lock::{Conflict, Lock, LockError, LockLine};
pub use manifest::{Manifest, has_header};
pub use parents::Parents;
pub use problem::{HistoryError, Problem};
pub use read::{History, Migration};
pub use snapshot::SnapshotError;
pub use staging::{Committed, Staging, StagingError};
