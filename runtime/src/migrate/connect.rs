//! Sessions on a database, reached directly where the application goes through a pooler.

use super::error::MigrateError;
use super::migrator::{Migrator, Request};
use super::plan::Target;
#[cfg(feature = "postgres")]
use super::postgres::PostgresSession;
use super::report::{Moved, Report, Status};
#[cfg(feature = "sqlite")]
use super::sqlite::SqliteSession;
use super::whole::{Whole, WholeError, WholeReport};
use crate::Db;
use crate::driver::Database;

impl Migrator<'_> {
    /// Applies all that is not applied.
    ///
    /// # Errors
    /// [`MigrateError`]. What was committed before stays and is known: mend what it names, and run again.
    pub async fn up(&self, db: &Db) -> Result<Report, MigrateError> {
        self.on(db, Request::Up(Target::All)).await
    }

    /// Applies the next `count` that are not applied.
    ///
    /// # Errors
    /// As [`up`](Self::up).
    pub async fn up_by(&self, db: &Db, count: usize) -> Result<Report, MigrateError> {
        self.on(db, Request::Up(Target::Count(count))).await
    }

    /// Applies what is not applied up to the migration of this id, and that one too.
    ///
    /// # Errors
    /// As [`up`](Self::up), and [`MigrateError::NoSuchMigration`].
    pub async fn up_to(&self, db: &Db, id: &str) -> Result<Report, MigrateError> {
        self.on(db, Request::Up(Target::Through(id))).await
    }

    /// Takes back the last `count` that are applied, the newest first.
    ///
    /// # Errors
    /// As [`up`](Self::up), and [`MigrateError::Irreversible`].
    pub async fn down(&self, db: &Db, count: usize) -> Result<Report, MigrateError> {
        self.on(db, Request::Down(count)).await
    }

    /// Goes to the migration of this id, so that it is the last one applied: takes back what comes after it, then applies
    /// what is missing up to it.
    ///
    /// # Errors
    /// As [`up_to`](Self::up_to) and [`down`](Self::down).
    pub async fn to(&self, db: &Db, id: &str) -> Result<Moved, MigrateError> {
        let back = self.on(db, Request::DownTo(id)).await?;
        let forth = self.on(db, Request::Up(Target::Through(id))).await?;
        Ok(Moved { back, forth })
    }

    /// Takes back the last `count` that are applied, and applies them again.
    ///
    /// # Errors
    /// As [`up`](Self::up) and [`down`](Self::down).
    pub async fn redo(&self, db: &Db, count: usize) -> Result<Moved, MigrateError> {
        let back = self.on(db, Request::Down(count)).await?;
        let forth = match back.migrations.first() {
            // The first one that was taken back was the last one applied.
            Some(last) => self.on(db, Request::Up(Target::Through(&last.id))).await?,
            None => Report::default(),
        };
        Ok(Moved { back, forth })
    }

    /// Notes migrations as applied without running them: all, or those up to an id and that one too. For a database that
    /// has what they make; whether that is so is not looked at here.
    ///
    /// # Errors
    /// [`MigrateError`] where the history table says otherwise: a migration that is not among these, or that was changed
    /// since it was applied, or is half applied.
    pub async fn baseline(&self, db: &Db, last: Option<&str>) -> Result<Report, MigrateError> {
        self.on(db, Request::Baseline(last)).await
    }

    /// Notes the present text of migrations that were applied with another one, as after `codegen migrate hash`. For a
    /// database that has what they make; whether that is so is not looked at here.
    ///
    /// # Errors
    /// [`MigrateError`] where the history table has a migration that is not among these, or cannot be written.
    ///
    /// ```
    /// # #[cfg(feature = "sqlite")]
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
    /// use tablesmith::Db;
    /// use tablesmith::migrate::{Migration, Migrations, Migrator, checksum};
    ///
    /// let db = Db::connect("sqlite::memory:").await?;
    /// let note = |up| Migration {
    ///     id: "20260101T000000",
    ///     parent: None,
    ///     name: "create_note",
    ///     up,
    ///     down: "DROP TABLE note;",
    ///     hash: "",
    ///     footprint: None,
    ///     replaces: &[],
    /// };
    /// let (before, after) = ("CREATE TABLE note (id integer);", "-- Notes.\nCREATE TABLE note (id integer);");
    /// let hashes = [before, after].map(|up| checksum(up, note(up).down));
    /// let list = [before, after].map(|up| note(up));
    /// let before = [Migration { hash: &hashes[0], ..list[0] }];
    /// let after = [Migration { hash: &hashes[1], ..list[1] }];
    /// let migrations = |sqlite| Migrations { postgres: None, sqlite: Some(sqlite) };
    ///
    /// Migrator::new(&migrations(&before)).up(&db).await?;
    /// let edited = migrations(&after);
    /// let migrator = Migrator::new(&edited);
    /// assert!(migrator.up(&db).await.is_err());
    /// assert_eq!(migrator.repair(&db).await?.recorded[0].name, "create_note");
    /// assert!(migrator.up(&db).await.is_ok());
    /// # Ok::<_, Box<dyn std::error::Error>>(())
    /// # })?;
    /// # Ok::<_, Box<dyn std::error::Error>>(())
    /// ```
    pub async fn repair(&self, db: &Db) -> Result<Report, MigrateError> {
        self.on(db, Request::Repair).await
    }

    async fn on(&self, db: &Db, request: Request<'_>) -> Result<Report, MigrateError> {
        let direct = db.direct().await?;
        match direct.as_ref().unwrap_or(db).database() {
            #[cfg(feature = "postgres")]
            Database::Postgres(database) => self.run(&mut PostgresSession::open(database).await?, request).await,
            #[cfg(feature = "sqlite")]
            Database::Sqlite(database) => self.run(&mut SqliteSession::open(database).await?, request).await,
            #[cfg(not(any(feature = "postgres", feature = "sqlite")))]
            Database::None(never) => match never.clone() {},
        }
    }

    /// Where each migration stands, in order; then what the database has beyond them. Writes nothing.
    ///
    /// # Errors
    /// [`MigrateError::Database`], [`MigrateError::Connect`]. What [`up`](Self::up) would refuse is a [`Standing`], no error.
    ///
    /// [`Standing`]: super::Standing
    pub async fn status(&self, db: &Db) -> Result<Vec<Status>, MigrateError> {
        let direct = db.direct().await?;
        match direct.as_ref().unwrap_or(db).database() {
            #[cfg(feature = "postgres")]
            Database::Postgres(database) => self.standings(&mut PostgresSession::open(database).await?).await,
            #[cfg(feature = "sqlite")]
            Database::Sqlite(database) => self.standings(&mut SqliteSession::open(database).await?).await,
            #[cfg(not(any(feature = "postgres", feature = "sqlite")))]
            Database::None(never) => match never.clone() {},
        }
    }
}

impl Whole<'_> {
    /// Runs the statements.
    ///
    /// # Errors
    /// [`WholeError`]; what it says nothing else of was rolled back.
    pub async fn run(&self, db: &Db) -> Result<WholeReport, WholeError> {
        let direct = db.direct().await.map_err(MigrateError::from)?;
        match direct.as_ref().unwrap_or(db).database() {
            #[cfg(feature = "postgres")]
            Database::Postgres(database) => self.on(&mut PostgresSession::open(database).await?).await,
            #[cfg(feature = "sqlite")]
            Database::Sqlite(database) => self.on(&mut SqliteSession::open(database).await?).await,
            #[cfg(not(any(feature = "postgres", feature = "sqlite")))]
            Database::None(never) => match never.clone() {},
        }
    }
}
