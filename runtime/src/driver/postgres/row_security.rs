//! Telling policies whose rows a statement may reach: two settings that hold until the transaction ends.
//!
//! `tablesmith.scope` is the owner's key as text, `tablesmith.unscoped` is `on` for everybody's rows. Both are set together, so
//! that none is left of what was set before.

use std::future::Future;
use std::pin::pin;
use std::sync::{Mutex, PoisonError};

use deadpool_postgres::ClientWrapper;
use futures_util::TryStreamExt as _;
use futures_util::future::{join, join4};
use tokio_postgres::types::Type;

use super::error::translate;
use super::statement::is_out_of_date;
use crate::driver::request::{Request, RowsOf};
use crate::error::Result;
use crate::value::text_of;

const TELL: &str = "select set_config('tablesmith.scope', $1, true), set_config('tablesmith.unscoped', $2, true)";

/// The values of the two settings.
type Told = [String; 2];

/// What the transaction of a connection was told.
#[derive(Debug, Default)]
pub(super) struct RowSecurity {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
enum State {
    /// There is no transaction: a statement is one by itself.
    #[default]
    Outside,
    /// Nothing yet.
    Untold,
    Told(Told),
    /// Something that a savepoint may have undone.
    Unknown,
}

/// What has to be done before a statement.
enum Need {
    Nothing,
    /// It is told within the transaction that is open.
    Tell(Told),
    /// It is told in a transaction around the statement.
    Wrap(Told),
}

fn told(rows_of: RowsOf<'_>) -> Option<Told> {
    Some(match rows_of {
        RowsOf::Unasked => return None,
        RowsOf::Nobody => [String::new(), String::new()],
        RowsOf::Owner(key) => [text_of(key), String::new()],
        RowsOf::Everyone => [String::new(), "on".to_owned()],
    })
}

impl RowSecurity {
    fn set(&self, state: State) {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner) = state;
    }

    /// A transaction begins, in which nothing was told.
    pub(super) fn begins(&self) {
        self.set(State::Untold);
    }

    /// The transaction ends, and with it what was told.
    pub(super) fn ends(&self) {
        self.set(State::Outside);
    }

    /// A part of the transaction is undone, and with it perhaps what was told.
    pub(super) fn is_undone(&self) {
        self.set(State::Unknown);
    }

    fn need(&self, rows_of: RowsOf<'_>) -> Need {
        let Some(wanted) = told(rows_of) else {
            return Need::Nothing;
        };
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match &*state {
            // What the session says by itself, of a role perhaps, is left to SQL of one's own.
            State::Outside | State::Untold if rows_of == RowsOf::Nobody => Need::Nothing,
            State::Outside => Need::Wrap(wanted),
            State::Told(known) if *known == wanted => Need::Nothing,
            State::Untold | State::Told(_) | State::Unknown => Need::Tell(wanted),
        }
    }

    /// Runs a statement for the rows that it may reach. What has to be said before and after goes out with it, so that
    /// nothing is waited for.
    ///
    /// `run` is told whether the statement goes out by itself; where not, it must read all of the answer, and cannot send it
    /// a second time.
    pub(super) async fn run<T, F>(
        &self,
        client: &ClientWrapper,
        prepare: bool,
        request: &Request<'_>,
        run: impl Fn(bool) -> F,
    ) -> Result<T>
    where
        F: Future<Output = Result<T>>,
    {
        match self.need(request.rows_of) {
            Need::Nothing => run(true).await,
            Need::Tell(told) => {
                prepare_all(client, prepare, request).await?;
                self.set(State::Unknown);
                let (said, outcome) = join(tell(client, prepare, &told, request), run(true)).await;
                said?;
                self.set(State::Told(told));
                outcome
            }
            Need::Wrap(told) => {
                let outcome = wrapped(client, prepare, request, &told, &run).await;
                match outcome {
                    // The transaction is over, and the next one is none the worse for it.
                    Err(error) if is_out_of_date(&error) => wrapped(client, prepare, request, &told, &run).await,
                    outcome => outcome,
                }
            }
        }
    }
}

/// A transaction of one statement, in one round trip. A statement that fails makes COMMIT a ROLLBACK.
async fn wrapped<T, F>(
    client: &ClientWrapper,
    prepare: bool,
    request: &Request<'_>,
    told: &Told,
    run: impl Fn(bool) -> F,
) -> Result<T>
where
    F: Future<Output = Result<T>>,
{
    // What is polled first is sent first, and each sends all it has to say at once: dropped at any time, the transaction
    // is on its way to its end.
    prepare_all(client, prepare, request).await?;
    let (begun, said, outcome, ended) = join4(
        client.batch_execute("BEGIN"),
        tell(client, prepare, told, request),
        run(false),
        client.batch_execute("COMMIT"),
    )
    .await;
    begun.map_err(|error| translate(error, request))?;
    said?;
    let value = outcome?;
    ended.map_err(|error| translate(error, request))?;
    Ok(value)
}

/// Prepares what is about to be sent, which would be waited for in the middle otherwise.
async fn prepare_all(client: &ClientWrapper, prepare: bool, request: &Request<'_>) -> Result<()> {
    if prepare {
        for sql in [TELL, request.sql] {
            client
                .prepare_cached(sql)
                .await
                .map_err(|error| translate(error, request))?;
        }
    }
    Ok(())
}

async fn tell(client: &ClientWrapper, prepare: bool, told: &Told, request: &Request<'_>) -> Result<()> {
    let sent = async {
        let rows = if prepare {
            let statement = client.prepare_cached(TELL).await?;
            client.query_raw(&statement, told).await?
        } else {
            let parameters = told.iter().map(|value| (value, Type::TEXT));
            client.query_typed_raw(TELL, parameters).await?
        };
        let mut rows = pin!(rows);
        while rows.try_next().await?.is_some() {}
        Ok(())
    };
    sent.await.map_err(|error| translate(error, request))
}
