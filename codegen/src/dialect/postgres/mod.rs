//! PostgreSQL.

mod capabilities;

use crate::dialect::{Capabilities, Dialect, DialectName, Version};

/// PostgreSQL 14 to 18.
#[derive(Debug)]
pub struct Postgres;

impl Dialect for Postgres {
    fn name(&self) -> DialectName {
        DialectName::Postgres
    }

    fn oldest_version(&self) -> Version {
        Version::new(14, 0, 0)
    }

    fn default_version(&self) -> Version {
        Version::new(14, 0, 0)
    }

    fn newest_version(&self) -> Version {
        Version::new(18, 0, 0)
    }

    fn capabilities(&self, min_version: Version) -> Capabilities {
        capabilities::of(min_version)
    }

    fn parser(&self) -> &'static dyn sqlparser::dialect::Dialect {
        &sqlparser::dialect::PostgreSqlDialect {}
    }
}
