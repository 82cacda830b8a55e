//! The migration directory on a real file system.

mod directory;
mod manifest;
mod staging;
