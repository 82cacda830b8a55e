//! The migration directory on a real file system.

mod directory;
mod manifest;
#[cfg(feature = "database")]
mod replay;
mod staging;
