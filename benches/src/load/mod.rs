//! What clients notice of a migration: the longest that a statement of theirs takes while a table of ten million rows is
//! changed, beside the same change by plain statements.

mod change;
mod clients;
mod latency;
mod migrations;

use std::error::Error;
use std::sync::atomic::AtomicU64;
use std::time::{Duration, Instant};

use tablesmith::Db;
use tablesmith::migrate::{Migrations, Migrator, Progress, Report};
use testing::postgres::Cluster;

use self::change::{BEFORE, CHANGES, Change, Phased, QUANTITY};
use self::clients::{CUSTOMERS, Load, Watched, execute};
use self::latency::{Latencies, Shown};
use self::migrations::{Folder, Written};

/// Longer than this is a stall.
const BAR: Duration = Duration::from_millis(200);

/// A server of 16 GiB or more that has little else to do.
const SETTINGS: &[(&str, &str)] = &[
    ("shared_buffers", "4GB"),
    ("effective_cache_size", "12GB"),
    ("maintenance_work_mem", "512MB"),
    ("random_page_cost", "1.1"),
];

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Rows of the table
    #[arg(long, default_value_t = 10_000_000)]
    rows: u64,
    /// Clients that read and write
    #[arg(long, default_value_t = 8)]
    clients: u64,
    /// Milliseconds that a client pauses between two statements
    #[arg(long, default_value_t = 5)]
    pause: u64,
    /// Seconds that a report holds a transaction open, again and again; 0 for none
    #[arg(long, default_value_t = 2)]
    report: u64,
    /// Seconds without any migration
    #[arg(long, default_value_t = 60)]
    quiet: u64,
    /// Only these changes
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// Say what the migrator does
    #[arg(long)]
    progress: bool,
}

/// A database with rows, and who uses it.
struct Bench<'a> {
    load: Load<'a>,
    db: Db,
    runtime: tokio::runtime::Runtime,
    folder: Folder,
    start: Written,
    progress: bool,
}

pub(crate) fn run(options: &Options) -> Result<(), Box<dyn Error>> {
    let chosen = chosen(&options.only)?;
    let cluster = Cluster::durable(SETTINGS);
    let url = cluster.url().as_str();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let folder = Folder::new()?;
    let bench = Bench {
        start: folder.generate(BEFORE)?,
        db: runtime.block_on(Db::connect(url))?,
        load: Load {
            url,
            rows: options.rows,
            clients: options.clients,
            pause: Duration::from_millis(options.pause),
            report: Duration::from_secs(options.report),
            next: AtomicU64::new(options.rows + 1),
        },
        runtime,
        folder,
        progress: options.progress,
    };
    bench.fill()?;

    let quiet = Duration::from_secs(options.quiet);
    let floor = bench.load.beside(QUANTITY, || {
        std::thread::sleep(quiet);
        Ok(())
    })?;
    println!("server settings: {SETTINGS:?}");
    println!(
        "\nwithout any migration, {}: {}",
        Shown(quiet),
        described(&floor.latencies)
    );
    println!("\nof each, first our migration, then the plain statements:");
    println!(
        "\n| change | took | longest stall | over 200 ms | failed | took | longest stall | over 200 ms | failed |"
    );
    println!("|---|---:|---:|---:|---:|---:|---:|---:|---:|");
    for change in chosen {
        let ours = bench.ours(change)?;
        let plain = bench.plain(change)?;
        println!("| {} | {} | {} |", change.title, row(&ours), row(&plain));
        if let Some(refused) = &plain.refused {
            eprintln!("{}, by plain statements: {refused}", change.title);
        }
        if let Some(phased) = change.phased {
            let [expansion, contraction] = bench.phased(change, phased)?;
            println!("| {}, `--phased` | {} | | | | |", change.title, row(&expansion));
            println!("| … its contraction | {} | | | | |", row(&contraction));
        }
    }
    Ok(())
}

fn chosen(only: &[String]) -> Result<Vec<&'static Change>, String> {
    let find = |name: &String| {
        let names = || CHANGES.iter().map(|change| change.name).collect::<Vec<_>>().join(", ");
        let found = CHANGES.iter().find(|change| change.name == name);
        found.ok_or_else(|| format!("--only {name}: there are {}", names()))
    };
    if only.is_empty() {
        return Ok(CHANGES.iter().collect());
    }
    only.iter().map(find).collect()
}

fn row(watched: &Watched) -> String {
    let latencies = &watched.latencies;
    let refused = watched.refused.as_ref();
    format!(
        "{}{} | {} | {} | {}",
        refused.map_or("", |_| "refused after "),
        Shown(watched.took),
        longest(latencies),
        latencies.longer_than(BAR),
        latencies.failed
    )
}

fn longest(latencies: &Latencies) -> String {
    match latencies.longest() {
        Some((taken, operation)) => format!("{} ({operation})", Shown(taken)),
        None => "no statement".to_owned(),
    }
}

fn described(latencies: &Latencies) -> String {
    format!(
        "{} statements, half within {}, 99 % within {}, 99.9 % within {}, 99.99 % within {}, the longest {}",
        latencies.count(),
        Shown(latencies.quantile(5_000)),
        Shown(latencies.quantile(9_900)),
        Shown(latencies.quantile(9_990)),
        Shown(latencies.quantile(9_999)),
        longest(latencies),
    )
}

impl Bench<'_> {
    /// Makes the tables by the first migration, and the rows.
    fn fill(&self) -> Result<(), Box<dyn Error>> {
        let start = Instant::now();
        self.migrate(&[&self.start], async |migrator, db| migrator.up(db).await)?;
        let rows = self.load.rows;
        for sql in [
            &format!(
                "insert into customer (id, name) select number, 'customer ' || number \
                 from generate_series(1, {CUSTOMERS}) as number"
            ),
            &format!(
                "insert into purchase (id, customer_id, code, state, quantity, amount, note, region) \
                 select number, number::bigint * 7919 % {CUSTOMERS} + 1, 'C' || number, \
                 (array['open', 'paid', 'shipped'])[number % 3 + 1]::purchase_state, number % 9 + 1, \
                 number % 1000, 'a note of no great length', 'north' from generate_series(1, {rows}) as number"
            ),
            "vacuum (freeze, analyze) customer",
            "vacuum (freeze, analyze) purchase",
            "checkpoint",
        ] {
            execute(self.load.url, sql)?;
        }
        println!("{rows} rows in {}", Shown(start.elapsed()));
        Ok(())
    }

    /// As `codegen generate` writes it and the migrator runs it.
    fn ours(&self, change: &Change) -> Result<Watched, Box<dyn Error>> {
        let written = self.folder.dry_run(&change.after()?, false)?;
        self.prepare(change)?;
        let watched = self.load.beside(QUANTITY, || {
            let list = [&self.start, &written];
            self.migrate(&list, async |migrator, db| migrator.up(db).await)
        })?;
        if let Some(refused) = watched.refused {
            return Err(format!("{}: {refused}", change.name).into());
        }
        self.migrate(&[&self.start, &written], async |migrator, db| {
            migrator.down(db, 1).await
        })?;
        Ok(watched)
    }

    /// In two phases: the clients know the old column during the first, and the new one during the second.
    fn phased(&self, change: &Change, phased: Phased) -> Result<[Watched; 2], Box<dyn Error>> {
        let folder = Folder::new()?;
        folder.generate(BEFORE)?;
        let [expansion, contraction] = folder.generate_phased(&change.after_phased(phased)?)?;
        self.prepare(change)?;
        let run = |quantity: &str, list: &[&Written]| -> Result<Watched, Box<dyn Error>> {
            let watched = self.load.beside(quantity, || {
                self.migrate(list, async |migrator, db| migrator.up(db).await)
            })?;
            match &watched.refused {
                Some(refused) => Err(format!("{}, in phases: {refused}", change.name).into()),
                None => Ok(watched),
            }
        };
        let first = run(QUANTITY, &[&self.start, &expansion])?;
        let list = [&self.start, &expansion, &contraction];
        let second = run(phased.column, &list)?;
        self.migrate(&list, async |migrator, db| migrator.down(db, 2).await)?;
        Ok([first, second])
    }

    /// By the statements of `generate --simple`, sent as they are.
    fn plain(&self, change: &Change) -> Result<Watched, Box<dyn Error>> {
        let written = self.folder.dry_run(&change.after()?, true)?;
        let [up, down] = written.statements();
        self.prepare(change)?;
        let watched = self.load.beside(QUANTITY, || execute(self.load.url, &up))?;
        // Refused, it has changed nothing.
        if watched.refused.is_none() {
            execute(self.load.url, &down)?;
        }
        Ok(watched)
    }

    /// The rows as the change is to find them, and nothing left to be tidied up or written to the disk.
    fn prepare(&self, change: &Change) -> Result<(), Box<dyn Error>> {
        if let Some(sql) = change.prepare {
            execute(self.load.url, sql)?;
        }
        execute(self.load.url, "vacuum (analyze) purchase")?;
        execute(self.load.url, "checkpoint")
    }

    fn migrate(
        &self,
        list: &[&Written],
        run: impl AsyncFnOnce(&Migrator<'_>, &Db) -> Result<Report, tablesmith::migrate::MigrateError>,
    ) -> Result<(), Box<dyn Error>> {
        let mut parent = None;
        let mut migrations = Vec::new();
        for written in list {
            migrations.push(written.after(parent));
            parent = Some(*written);
        }
        let migrations = Migrations {
            postgres: Some(&migrations),
            sqlite: None,
        };
        let mut migrator = Migrator::new(&migrations);
        if self.progress {
            let start = Instant::now();
            migrator = migrator.on_progress(move |progress| match progress {
                Progress::Step { .. } | Progress::Retry { .. } => {
                    println!("  {}: {progress:?}", Shown(start.elapsed()));
                }
                _ => {}
            });
        }
        self.runtime.block_on(run(&migrator, &self.db))?;
        Ok(())
    }
}
