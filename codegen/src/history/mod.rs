//! The migration directory: its lock, its snapshot, its migrations.
