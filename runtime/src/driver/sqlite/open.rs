//! How a connection is opened and set up.

use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::url::Location;
use crate::error::{Error, Result};

/// Statements that stay prepared on each connection.
const STATEMENTS_KEPT: usize = 256;

pub(crate) fn open(location: &Location, read_only: bool) -> Result<Connection> {
    let refused = |error: rusqlite::Error| Error::Connection {
        reason: format!("cannot open the SQLite database {location}: {error}"),
        source: Some(error.into()),
    };
    let connection = Connection::open_with_flags(&location.path, flags(location, read_only)).map_err(refused)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    set_up(&connection, location, read_only).map_err(refused)?;
    Ok(connection)
}

fn flags(location: &Location, read_only: bool) -> OpenFlags {
    // Each connection is used by one thread at a time, so SQLite's own locking is not needed.
    let access = if location.in_memory() {
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_MEMORY
    } else if read_only || location.read_only {
        OpenFlags::SQLITE_OPEN_READ_ONLY
    } else if location.create {
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE
    } else {
        OpenFlags::SQLITE_OPEN_READ_WRITE
    };
    access | OpenFlags::SQLITE_OPEN_NO_MUTEX
}

pub(crate) fn set_up(connection: &Connection, location: &Location, read_only: bool) -> rusqlite::Result<()> {
    connection.busy_timeout(location.busy_timeout)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    if read_only || location.read_only {
        // Opening is lazy; this makes a missing file an error here.
        return connection.query_row("select count(*) from sqlite_schema", [], |_| Ok(()));
    }
    if !location.in_memory() {
        write_ahead(connection, location.busy_timeout)?;
        // In WAL mode this loses no consistency, and a committed transaction only to a loss of power
        // (<https://www.sqlite.org/pragma.html#pragma_synchronous>).
        connection.pragma_update(None, "synchronous", location.synchronous.as_str())?;
    }
    Ok(())
}

/// Switches the file to write-ahead logging. SQLite asks no busy handler while it does that, so that another's lock is
/// waited for here.
fn write_ahead(connection: &Connection, busy_timeout: Duration) -> rusqlite::Result<()> {
    let started = Instant::now();
    loop {
        // Answers with the mode that is in force, which a network file system may decline.
        let outcome = connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()));
        match outcome {
            Err(error) if is_locked(&error) && started.elapsed() < busy_timeout => std::thread::sleep(LOCK_POLL),
            outcome => return outcome,
        }
    }
}

fn is_locked(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)
    )
}

/// How often a lock is tried that SQLite does not wait for itself.
const LOCK_POLL: Duration = Duration::from_millis(5);

/// How long a statement waits for another process's lock, unless the URL says otherwise.
pub(crate) const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
