//! SQLite.

mod capabilities;

use crate::dialect::{Capabilities, Dialect, DialectName, Version};

/// SQLite 3.35 (the first with `RETURNING` and `DROP COLUMN`) and later.
#[derive(Debug)]
pub struct Sqlite;

impl Dialect for Sqlite {
    fn name(&self) -> DialectName {
        DialectName::Sqlite
    }

    fn oldest_version(&self) -> Version {
        Version::new(3, 35, 0)
    }

    fn default_version(&self) -> Version {
        Version::new(3, 40, 0)
    }

    fn newest_version(&self) -> Version {
        Version::new(3, 53, 0)
    }

    fn capabilities(&self, min_version: Version) -> Capabilities {
        capabilities::of(min_version)
    }

    fn parser(&self) -> &'static dyn sqlparser::dialect::Dialect {
        &sqlparser::dialect::SQLiteDialect {}
    }
}
