//! What can be said on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::dialect::DialectName;
use crate::import::Layout;

/// Schema as code: schema.toml → SQL migrations and typed Rust models.
#[derive(Debug, Parser)]
#[command(name = "codegen", version, propagate_version = true)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub(super) common: Common,
    #[command(flatten)]
    pub(super) generate: Generate,
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

/// Taken by every command.
#[derive(Debug, Clone, Args)]
pub(super) struct Common {
    /// The schema file
    #[arg(long, value_name = "FILE", default_value = "schema.toml", global = true)]
    pub(super) schema: PathBuf,
    /// Print the result as JSON
    #[arg(long, global = true)]
    pub(super) json: bool,
    /// Show what would be done; change nothing
    #[arg(long, global = true)]
    pub(super) dry_run: bool,
    /// Print the result and what is wrong, nothing else
    #[arg(long, short = 'q', global = true)]
    pub(super) quiet: bool,
    /// Say more
    #[arg(long, short = 'v', global = true)]
    pub(super) verbose: bool,
    /// When to use colours
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    pub(super) color: Color,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Write the migration and the models that schema.toml asks for (also the default)
    Generate(Generate),
    /// Check that the schema is valid, the history intact and the models up to date
    Check,
    /// Replay the history on a throwaway database with made-up rows: does it end at schema.toml, does the way down undo
    /// the way up, do rows survive?
    Verify(Verify),
    /// Find what stops others, breaks running code, loses data or fails in migrations and any SQL
    Lint(Lint),
    /// Say how two of these differ: schema file, snapshot, migration folder, SQL file, database URL
    Diff(Diff),
    /// Say how a database differs from what its history made
    Drift(Drift),
    /// Bring a development database to what schema.toml says, without a migration
    Push(Push),
    /// Write the schema of a database that is there, and the migration that makes it
    Pull(Pull),
    /// Take in the SQL migrations of another tool, or a dump: run on a throwaway database and written as a schema and one
    /// migration
    Import(Import),
    /// Start a project: schema.toml, .env.example, folders, what Cargo.toml needs
    Init(Init),
    /// Apply the history to a database, take it back, or see how far it is
    #[command(subcommand)]
    Migrate(Migrate),
    /// After a merge of two branches: make the migrations of one again on top of the other's
    Rebase(Rebase),
    /// Fold old migrations into one, which databases that have them recognise
    Squash(Squash),
    /// Print what a shell needs to complete this command line
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub(super) struct Generate {
    /// Name the migration
    #[arg(long, value_name = "NAME")]
    pub(super) name: Option<String>,
    /// Say why: it becomes a comment at the head of the migration
    #[arg(long, value_name = "TEXT")]
    pub(super) purpose: Option<String>,
    /// Write an empty migration to be filled by hand
    #[arg(long)]
    pub(super) empty: bool,
    /// Write nothing; exit with 1 if something would be written
    #[arg(long)]
    pub(super) check: bool,
    /// Allow every step that loses data
    #[arg(long)]
    pub(super) allow_data_loss: bool,
    /// Allow one step that loses data, as `drop-column:user.bio`, or a large table to be locked while all of its rows are
    /// written anew, as `rewrite:user.age` (--phased does without)
    #[arg(long, value_name = "KIND:OBJECT")]
    pub(super) allow: Vec<String>,
    /// Do not try the migration on a throwaway database before it is written
    #[arg(long, conflicts_with = "prove")]
    pub(super) no_verify: bool,
    /// Try it on PostgreSQL too, on a private server made of the binaries on this machine (where `SHADOW_DATABASE_URL`
    /// names no server), and however many tables it concerns
    #[arg(long)]
    pub(super) prove: bool,
    /// Let columns that get another name (and maybe another type) go on beside the new ones, kept in step by triggers, so
    /// that code which knows the old names goes on; `--contract` drops them in a later run
    #[arg(long, conflicts_with_all = ["contract", "empty"])]
    pub(super) phased: bool,
    /// Drop the columns that `--phased` has let go on, and what keeps them in step: no running code may know them any more
    #[arg(long, conflicts_with = "empty")]
    pub(super) contract: bool,
    /// Plain statements, for a database that nobody else uses meanwhile: no concurrent indexes, no validation apart, no batches
    #[arg(long)]
    pub(super) simple: bool,
    /// The migration's id instead of the time
    #[arg(long, value_name = "YYYYMMDDTHHMMSS")]
    pub(super) id: Option<String>,
}

#[derive(Debug, Clone, Args)]
pub(super) struct Verify {
    /// Replay on PostgreSQL too, on a private server made of the binaries on this machine (where `SHADOW_DATABASE_URL`
    /// names no server)
    #[arg(long)]
    pub(super) prove: bool,
}

#[derive(Debug, Clone, Args)]
pub(super) struct Lint {
    /// SQL files or folders of them, ids of migrations, or `-` for standard input (else every migration)
    #[arg(value_name = "PATH|ID")]
    pub(super) targets: Vec<String>,
    /// Only the last migration
    #[arg(long)]
    pub(super) latest: bool,
    /// The way down of migrations too
    #[arg(long)]
    pub(super) down: bool,
    /// For which database files are (else as a folder they are in is called, or the schema's only one)
    #[arg(long, value_name = "DIALECT", value_parser = dialect)]
    pub(super) dialect: Option<DialectName>,
    /// What runs the files puts a transaction around each
    #[arg(long)]
    pub(super) in_transaction: bool,
    /// Give a lint another severity: off, note, warning or error
    #[arg(long, value_name = "CODE=SEVERITY")]
    pub(super) severity: Vec<String>,
    /// How to print what is found
    #[arg(long, value_name = "FORMAT")]
    pub(super) format: Option<Format>,
}

fn dialect(text: &str) -> Result<DialectName, String> {
    let mut all = DialectName::ALL.into_iter();
    let found = all.find(|dialect| dialect.as_str() == text);
    found.ok_or_else(|| "there are postgres and sqlite".to_owned())
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    Text,
    /// For programs; the same as --json
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Workflow commands of GitHub
    Github,
}

#[derive(Debug, Clone, Args)]
pub(super) struct Diff {
    /// What is: a schema.toml, a snapshot.json, a migration folder, a SQL file or a database's URL
    pub(super) from: String,
    /// What is to be, likewise
    pub(super) to: String,
    /// Print the SQL that leads from FROM to TO, and nothing else
    #[arg(long)]
    pub(super) sql: bool,
    /// Exit with 1 if they differ
    #[arg(long)]
    pub(super) exit_code: bool,
    /// Which database is meant, where neither side says: postgres, sqlite
    #[arg(long, value_name = "DIALECT", value_parser = dialect)]
    pub(super) dialect: Option<DialectName>,
    /// Where databases may be made and dropped to compare in: a PostgreSQL server's URL (else `SHADOW_DATABASE_URL`, else a
    /// private server is started), or `none` to compare texts
    #[arg(long, value_name = "URL|none")]
    pub(super) scratch: Option<String>,
    /// Say that something was renamed: `item=order_line`, `user.bio=about`
    #[arg(long, value_name = "OLD=NEW")]
    pub(super) rename: Vec<String>,
    /// Say that something is gone for good and no rename: `drop-column:user.bio`
    #[arg(long, value_name = "KIND:OBJECT")]
    pub(super) allow: Vec<String>,
    /// Say that nothing was renamed: what is not in TO is gone for good
    #[arg(long)]
    pub(super) no_renames: bool,
}

#[derive(Debug, Clone, Args)]
pub(super) struct Drift {
    #[command(flatten)]
    pub(super) target: Target,
    /// Where databases may be made and dropped to compare in: a PostgreSQL server's URL (else `SHADOW_DATABASE_URL`, else a
    /// private server is started), or `none` to compare texts
    #[arg(long, value_name = "URL|none")]
    pub(super) scratch: Option<String>,
    /// Print the SQL that mends it, and nothing else
    #[arg(long, value_name = "WHICH")]
    pub(super) sql: Option<Mend>,
}

/// What is to give way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Mend {
    /// The database goes back to what the history made
    Database,
    /// What a migration would have to do, to make what the database is
    History,
}

/// What `codegen push` takes.
#[derive(Debug, Clone, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(super) struct Push {
    #[command(flatten)]
    pub(super) target: Target,
    #[command(flatten)]
    pub(super) patience: Patience,
    /// Push again at each change of schema.toml and what it includes, until Ctrl-C
    #[arg(long)]
    pub(super) watch: bool,
    /// Where databases may be made and dropped to compare in: a PostgreSQL server's URL (else the database's own server,
    /// else `SHADOW_DATABASE_URL`), or `none` to compare texts
    #[arg(long, value_name = "URL|none")]
    pub(super) scratch: Option<String>,
    /// Allow every loss of data
    #[arg(long)]
    pub(super) allow_data_loss: bool,
    /// Allow one loss of data, as `drop-column:user.bio`; it is no rename then
    #[arg(long, value_name = "KIND:OBJECT")]
    pub(super) allow: Vec<String>,
    /// Say that something was renamed: `item=order_line`, `user.bio=about`
    #[arg(long, value_name = "OLD=NEW")]
    pub(super) rename: Vec<String>,
    /// Say that nothing was renamed: what the schema does not say is gone for good
    #[arg(long)]
    pub(super) no_renames: bool,
    /// Drop views, functions, triggers and the like that the schema does not say, too
    #[arg(long)]
    pub(super) prune: bool,
    /// Push to a database that migrations were applied to, though it is not what they made then
    #[arg(long)]
    pub(super) allow_history: bool,
}

#[derive(Debug, Clone, Args)]
pub(super) struct Pull {
    #[command(flatten)]
    pub(super) target: Target,
    #[command(flatten)]
    pub(super) baseline: Baseline,
}

/// Taking in what is there as the first migration.
#[derive(Debug, Clone, Args)]
pub(super) struct Baseline {
    /// Build a fresh database from what was taken in and compare the two; on PostgreSQL on the scratch server, else on a
    /// private one made of the binaries on this machine
    #[arg(long)]
    pub(super) verify: bool,
    /// A PostgreSQL server on which scratch databases may be made and dropped (else `SHADOW_DATABASE_URL`)
    #[arg(long, value_name = "URL")]
    pub(super) scratch: Option<String>,
    /// The migration's id instead of the time
    #[arg(long, value_name = "YYYYMMDDTHHMMSS")]
    pub(super) id: Option<String>,
}

/// What `codegen import` takes.
#[derive(Debug, Clone, Args)]
pub(super) struct Import {
    /// A folder of SQL migrations, or one SQL file as a dump
    pub(super) path: PathBuf,
    /// Whose migrations they are, where that is not to be found out: drizzle, prisma, diesel, flyway, dbmate, goose, sqlx,
    /// knex, plain
    #[arg(long)]
    pub(super) layout: Option<Layout>,
    /// Which database they are for, where neither they nor the schema say: postgres, sqlite
    #[arg(long, value_name = "DIALECT", value_parser = dialect)]
    pub(super) dialect: Option<DialectName>,
    #[command(flatten)]
    pub(super) baseline: Baseline,
}

#[derive(Debug, Clone, Args)]
pub(super) struct Init {
    /// The folder of the project
    #[arg(default_value = ".")]
    pub(super) folder: PathBuf,
    /// Where Cargo finds Tablesmith: `path:DIR` or `git:URL`
    #[arg(long, value_name = "SOURCE")]
    pub(super) tablesmith: Option<String>,
    /// Generate the models in build.rs instead of checking them in
    #[arg(long)]
    pub(super) build_script: bool,
}

#[derive(Debug, Clone, Args)]
pub(super) struct Rebase {
    #[command(flatten)]
    pub(super) target: Target,
    /// Leave the branch with this migration as it is
    #[arg(long, value_name = "ID", conflicts_with = "move_")]
    pub(super) keep: Option<String>,
    /// Make the branch with this migration again
    #[arg(long = "move", id = "move_", value_name = "ID")]
    pub(super) moved: Option<String>,
    /// Ask no database which migrations it has
    #[arg(long, conflicts_with_all = ["url", "env"])]
    pub(super) offline: bool,
    /// Allow every step that loses data
    #[arg(long)]
    pub(super) allow_data_loss: bool,
    /// Allow one step that loses data, as `drop-column:user.bio`
    #[arg(long, value_name = "KIND:OBJECT")]
    pub(super) allow: Vec<String>,
}

#[derive(Debug, Clone, Args)]
pub(super) struct Squash {
    /// Fold from the first migration to this one (else all)
    #[arg(long, value_name = "ID", conflicts_with = "last")]
    pub(super) to: Option<String>,
    /// Fold the last so many
    #[arg(long, value_name = "N")]
    pub(super) last: Option<usize>,
    /// Name the new migration
    #[arg(long, value_name = "NAME", default_value = "baseline")]
    pub(super) name: String,
    /// Run what was written by hand at the end of the new migration
    #[arg(long)]
    pub(super) carry_data_migrations: bool,
}

/// Which database to talk to.
#[derive(Debug, Clone, Args)]
pub(super) struct Target {
    /// The database's URL (else `DATABASE_URL` of the environment or `.env`, else the schema's `default_url`)
    #[arg(long, value_name = "URL", global = true)]
    pub(super) url: Option<String>,
    /// The `[env.NAME]` of the schema to take the URL from (else `APP_ENV`)
    #[arg(long, value_name = "NAME", global = true)]
    pub(super) env: Option<String>,
}

/// Large tables, and such as something else has locked, on PostgreSQL.
#[derive(Debug, Clone, Args)]
pub(super) struct Locks {
    #[command(flatten)]
    pub(super) patience: Patience,
    /// Let a large table be locked while all of its rows are written anew, as `rewrite:user.age`
    #[arg(long, value_name = "rewrite:COLUMN")]
    pub(super) allow: Vec<String>,
}

/// Tables that something else has locked, on PostgreSQL.
#[derive(Debug, Clone, Args)]
pub(super) struct Patience {
    /// How long a statement waits for a lock on a table, while everybody else waits behind it
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 100)]
    pub(super) lock_wait: u64,
    /// How often it is tried, with growing pauses between
    #[arg(long, value_name = "N", default_value_t = 60)]
    pub(super) lock_tries: u32,
}

#[derive(Debug, Subcommand)]
pub(super) enum Migrate {
    /// Apply what is not applied yet
    Up {
        #[command(flatten)]
        target: Target,
        #[command(flatten)]
        locks: Locks,
        /// At most so many migrations
        count: Option<usize>,
    },
    /// Take the last migrations back
    Down {
        #[command(flatten)]
        target: Target,
        #[command(flatten)]
        locks: Locks,
        /// How many
        #[arg(default_value_t = 1)]
        count: usize,
    },
    /// Make a migration the last one applied: take back what comes after it, or apply what is missing
    To {
        #[command(flatten)]
        target: Target,
        #[command(flatten)]
        locks: Locks,
        /// Its id
        id: String,
    },
    /// Take the last migrations back and apply them again
    Redo {
        #[command(flatten)]
        target: Target,
        #[command(flatten)]
        locks: Locks,
        /// How many
        #[arg(default_value_t = 1)]
        count: usize,
    },
    /// Note migrations as applied without running them, in a database that has what they make
    Baseline {
        #[command(flatten)]
        target: Target,
        /// Up to this one (else all)
        id: Option<String>,
        /// Do not look whether the database has what they make
        #[arg(long)]
        no_verify: bool,
    },
    /// Note the present text of applied migrations that were edited since, in a database that has what they make
    Repair {
        #[command(flatten)]
        target: Target,
        /// Do not look whether the database has what they make
        #[arg(long)]
        no_verify: bool,
    },
    /// Say which migrations are applied
    Status {
        #[command(flatten)]
        target: Target,
        /// Exit with 1 if any is not applied
        #[arg(long)]
        exit_code: bool,
    },
    /// Take in migrations edited by hand, after proving that they still end at the snapshot
    Hash {
        /// The migration (else all that were edited)
        id: Option<String>,
    },
}
