//! Clients that read and write, each on a thread and a connection of its own, and note how long every statement took.

use std::error::Error;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, NoTls, Statement};

use super::latency::{Latencies, Operation, Sample};

/// How many customers there are.
pub(crate) const CUSTOMERS: u64 = 100_000;

/// Who uses the database meanwhile.
#[derive(Debug)]
pub(crate) struct Load<'a> {
    pub(crate) url: &'a str,
    /// How many purchases there were when it began.
    pub(crate) rows: u64,
    pub(crate) clients: u64,
    /// How long a client thinks between two statements.
    pub(crate) pause: Duration,
    /// How long a report holds its transaction open; it comes again after as long. None where it is nothing.
    pub(crate) report: Duration,
    /// The next purchase is this one.
    pub(crate) next: AtomicU64,
}

/// What happened beside some work.
#[derive(Debug)]
pub(crate) struct Watched {
    /// What the server said when it refused the work.
    pub(crate) refused: Option<String>,
    pub(crate) took: Duration,
    pub(crate) latencies: Latencies,
}

type Failed = Box<dyn Error + Send + Sync>;

impl Load<'_> {
    /// Does the work while clients read and write, and says how long those of their statements took that were under way
    /// meanwhile.
    ///
    /// `quantity` is the column that the clients know for it.
    pub(crate) fn beside(
        &self,
        quantity: &str,
        work: impl FnOnce() -> Result<(), Box<dyn Error>>,
    ) -> Result<Watched, Box<dyn Error>> {
        const AROUND: Duration = Duration::from_secs(2);
        let stop = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let clients: Vec<_> = (0..self.clients)
                .map(|client| {
                    scope.spawn({
                        let stop = &stop;
                        move || self.client(client, quantity, stop)
                    })
                })
                .collect();
            let report = scope.spawn(|| self.report(quantity, &stop));
            std::thread::sleep(AROUND);
            let start = Instant::now();
            let done = work();
            let end = Instant::now();
            std::thread::sleep(AROUND);
            stop.store(true, Ordering::Relaxed);
            let mut samples: Vec<Sample> = Vec::new();
            for client in clients {
                let noted = client.join().map_err(|_| "a client panicked")?;
                samples.extend(noted.map_err(|error| format!("a client failed: {}", chain(&*error)))?);
            }
            let reported = report.join().map_err(|_| "the report panicked")?;
            reported.map_err(|error| format!("the report failed: {}", chain(&*error)))?;
            Ok(Watched {
                refused: done.err().map(|error| error.to_string()),
                took: end - start,
                latencies: Latencies::between(samples, start, end),
            })
        })
    }

    fn client(&self, number: u64, quantity: &str, stop: &AtomicBool) -> Result<Vec<Sample>, Failed> {
        on_own_runtime(async {
            let mut client = Prepared::connect(self.url, quantity).await?;
            let mut random = Random::new(number);
            let mut samples = Vec::new();
            while !stop.load(Ordering::Relaxed) {
                let start = Instant::now();
                let (operation, done) = self.one(&mut client, &mut random).await?;
                samples.push(Sample {
                    operation,
                    start,
                    end: Instant::now(),
                    failed: is_refused(done)?,
                });
                tokio::time::sleep(self.pause).await;
            }
            Ok(samples)
        })
    }

    /// Six in ten read a purchase, two change one, one counts a customer's, one buys.
    async fn one(
        &self,
        Prepared {
            client,
            read,
            update,
            count,
            insert,
        }: &mut Prepared,
        random: &mut Random,
    ) -> Result<(Operation, Result<u64, tokio_postgres::Error>), Failed> {
        let purchase = i64::try_from(random.below(self.rows))? + 1;
        let customer = i64::try_from(random.below(CUSTOMERS))? + 1;
        Ok(match random.below(10) {
            0..6 => {
                let found = client.query(read, &[&purchase]).await;
                (Operation::Read, found.map(|rows| rows.len() as u64))
            }
            6..8 => (Operation::Update, client.execute(update, &[&purchase]).await),
            8 => (Operation::Update, client.execute(count, &[&customer]).await),
            _ => {
                let id = i64::try_from(self.next.fetch_add(1, Ordering::Relaxed))?;
                let code = format!("C{id}");
                let values: [&(dyn ToSql + Sync); 3] = [&id, &customer, &code];
                (Operation::Insert, client.execute(insert, &values).await)
            }
        })
    }

    /// A transaction that reads both tables and stays open.
    async fn read_at_length(&self, client: &Client, quantity: &str) -> Result<(), tokio_postgres::Error> {
        client
            .batch_execute(&format!(
                "begin isolation level repeatable read; select sum({quantity}) from purchase where id <= 1000; \
                 select sum(purchases) from customer where id <= 1000; select pg_sleep({}); commit",
                self.report.as_secs_f64()
            ))
            .await
    }

    fn report(&self, quantity: &str, stop: &AtomicBool) -> Result<(), Failed> {
        on_own_runtime(async {
            if self.report.is_zero() {
                return Ok(());
            }
            let client = connect(self.url).await?;
            while !stop.load(Ordering::Relaxed) {
                self.read_at_length(&client, quantity).await?;
                tokio::time::sleep(self.report).await;
            }
            Ok(())
        })
    }
}

/// A connection with its statements. What they read is text, so that a column may get another type.
struct Prepared {
    client: Client,
    read: Statement,
    update: Statement,
    count: Statement,
    insert: Statement,
}

impl Prepared {
    async fn connect(url: &str, quantity: &str) -> Result<Self, Failed> {
        let client = connect(url).await?;
        Ok(Self {
            read: client
                .prepare(&format!(
                    "select customer_id::text, code::text, state::text, {quantity}::text, amount::text, note::text, \
                     region::text, created_at::text, updated_at::text from purchase where id = $1",
                ))
                .await?,
            update: client
                .prepare("update purchase set amount = amount + 1, updated_at = now() where id = $1")
                .await?,
            count: client
                .prepare("update customer set purchases = purchases + 1 where id = $1")
                .await?,
            insert: client
                .prepare(&format!(
                    "insert into purchase (id, customer_id, code, {quantity}, note, region) \
                     values ($1, $2, $3::text, 1, 'new', 'north')",
                ))
                .await?,
            client,
        })
    }
}

/// Whether the server refused a statement; each is for one row.
fn is_refused(done: Result<u64, tokio_postgres::Error>) -> Result<bool, Failed> {
    match done {
        Ok(1) => Ok(false),
        Ok(rows) => Err(format!("a statement for one row was of {rows}").into()),
        Err(error) if error.as_db_error().is_some() => Ok(true),
        Err(error) => Err(error.into()),
    }
}

async fn connect(url: &str) -> Result<Client, tokio_postgres::Error> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

/// Runs statements, sent at once.
pub(crate) fn execute(url: &str, sql: &str) -> Result<(), Box<dyn Error>> {
    let run = on_own_runtime(async { Ok(connect(url).await?.batch_execute(sql).await?) });
    run.map_err(|error| chain(&*error).into())
}

fn on_own_runtime<T>(work: impl Future<Output = Result<T, Failed>>) -> Result<T, Failed> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(work)
}

/// An error with what caused it.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(&format!(": {error}"));
        cause = error.source();
    }
    text
}

/// Xorshift: which rows are taken matters little, as long as they differ.
struct Random(u64);

impl Random {
    const fn new(number: u64) -> Self {
        Self(0x9e37_79b9_7f4a_7c15 ^ (number + 1).wrapping_mul(0x2545_f491_4f6c_dd1d))
    }

    const fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}
