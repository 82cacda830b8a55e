//! Sessions at a URL.

use super::error::MigrateError;
use super::migrator::{Migrator, Request};
use super::plan::Target;
use super::report::{Report, Status};

/// Does the same with a session of either database.
macro_rules! with_session {
    ($url:expr, $session:ident => $action:expr) => {
        match $url.strip_prefix("sqlite:") {
            Some(path) => {
                let connection = rusqlite::Connection::open(path)
                    .map_err(|error| MigrateError::Connect(Box::new(crate::Error::other(error))))?;
                let mut session = super::sqlite::SqliteSession::new(connection);
                let $session = &mut session;
                $action
            }
            None => {
                let work = client($url).await?;
                let holder = client($url).await?;
                let mut session = super::postgres::PostgresSession::new(work, holder).await?;
                let $session = &mut session;
                $action
            }
        }
    };
}

async fn client(url: &str) -> Result<tokio_postgres::Client, MigrateError> {
    let connected = tokio_postgres::connect(url, tokio_postgres::NoTls).await;
    let (client, connection) =
        connected.map_err(|error| MigrateError::Connect(Box::new(crate::Error::other(error))))?;
    tokio::spawn(connection);
    Ok(client)
}

impl Migrator<'_> {
    #[doc(hidden)]
    pub async fn up_at(&self, url: &str) -> Result<Report, MigrateError> {
        with_session!(url, session => self.run(session, Request::Up(Target::All)).await)
    }

    #[doc(hidden)]
    pub async fn up_by_at(&self, url: &str, count: usize) -> Result<Report, MigrateError> {
        with_session!(url, session => self.run(session, Request::Up(Target::Count(count))).await)
    }

    #[doc(hidden)]
    pub async fn up_to_at(&self, url: &str, id: &str) -> Result<Report, MigrateError> {
        with_session!(url, session => self.run(session, Request::Up(Target::Through(id))).await)
    }

    #[doc(hidden)]
    pub async fn down_at(&self, url: &str, count: usize) -> Result<Report, MigrateError> {
        with_session!(url, session => self.run(session, Request::Down(count)).await)
    }

    #[doc(hidden)]
    pub async fn status_at(&self, url: &str) -> Result<Vec<Status>, MigrateError> {
        with_session!(url, session => self.standings(session).await)
    }
}
