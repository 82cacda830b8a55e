//! A connection of one's own.

use crate::driver::{Connection, Dialect};
use crate::error::Result;

/// A connection that nobody else uses, from [`Db::dedicated`](super::Db::dedicated).
#[derive(Debug)]
pub struct Dedicated {
    connection: Connection,
}

impl Dedicated {
    pub(crate) fn new(connection: Connection) -> Self {
        Self { connection }
    }

    #[expect(
        clippy::unnecessary_wraps,
        reason = "a transaction's connection may be gone; both are used alike"
    )]
    pub(crate) fn connection(&self) -> Result<&Connection> {
        Ok(&self.connection)
    }

    /// Which database it is.
    pub fn dialect(&self) -> Dialect {
        self.connection.syntax().dialect
    }
}
