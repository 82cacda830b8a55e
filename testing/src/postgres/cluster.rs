//! Starting a private cluster, and making sure that it goes.
//!
//! Everything is done by one shell that holds the read end of a pipe from us: it makes the cluster, starts it, and waits
//! for the pipe to close. The system closes it whatever becomes of this process (return, panic, abort, kill), and then
//! the shell stops the server and removes its files.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use url::Url;

/// The directory of `initdb` and `pg_ctl` to use, where several versions are installed.
const BINARIES_VARIABLE: &str = "TABLESMITH_TEST_POSTGRES_BIN";

const HINT: &str = "the tests need PostgreSQL 14 or later: on Debian `apt-get install postgresql`, on macOS `brew install \
                    postgresql`; or set TABLESMITH_TEST_POSTGRES_BIN to the directory of its `initdb` and `pg_ctl`, or \
                    TABLESMITH_TEST_POSTGRES to the URL of a running server";

/// Where the cluster's files go, where it matters: measurements want the disk, or much room.
const PARENT_VARIABLE: &str = "TABLESMITH_TEST_POSTGRES_PARENT";

/// `$1` the directory of the binaries, `$2` the port, `$3` the parent directory, if one was named, `$4` options of the
/// server that go before ours. Durability is off unless they say otherwise: nothing here outlives the run. Most of the
/// time of small tests is the making of databases, which a file system in memory does several times faster: it is taken
/// when it has 4 GiB to spare.
const SCRIPT: &str = r#"
trap '' INT TERM HUP
parent=${3:-/tmp}
free=$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 { print $4 }')
if [ -z "$3" ] && [ -w /dev/shm ] && [ "${free:-0}" -ge 4194304 ]; then parent=/dev/shm; fi
directory=$(mktemp -d "$parent/tablesmith-postgres.XXXXXX") || exit 1
cd "$directory"
if "$1/initdb" -D "$directory/data" -U postgres -A trust -E UTF8 --locale=C --no-sync >"$directory/log" 2>&1 </dev/null &&
   "$1/pg_ctl" start -w -D "$directory/data" -l "$directory/log" >/dev/null 2>&1 </dev/null -o "-p $2 -k $directory \
     -c listen_addresses=127.0.0.1 -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c wal_level=minimal \
     -c max_wal_senders=0 -c max_wal_size=256MB -c max_connections=200 -c max_locks_per_transaction=256 -c autovacuum=off $4"
then
  echo "ready $directory"
  cat >/dev/null
else
  cat "$directory/log"
fi
"$1/pg_ctl" stop -m immediate -D "$directory/data" >/dev/null 2>&1 </dev/null
cd / && rm -rf "$directory"
"#;

/// What a server in production would be told, so that measurements are of one: on the disk, and nothing lost in a crash.
const DURABLE: &str = "-c fsync=on -c synchronous_commit=on -c full_page_writes=on -c wal_level=replica \
                       -c max_wal_size=8GB -c checkpoint_timeout=15min -c autovacuum=on";

/// Where large files go that are gone soon, and that is on a disk.
const LARGE: &str = "/var/tmp";

/// A PostgreSQL of our own, that goes when this value or this process does.
#[derive(Debug)]
pub struct Cluster {
    url: Url,
    guard: Child,
    binaries: PathBuf,
    directory: String,
}

impl Cluster {
    /// Makes and starts one.
    ///
    /// # Panics
    /// When no PostgreSQL is found or it does not start.
    pub fn start() -> Self {
        let parent = std::env::var_os(PARENT_VARIABLE).unwrap_or_default();
        Self::start_in(&parent, "")
    }

    /// Makes and starts one for measurements: on the disk, with durability and autovacuum on, and with these settings
    /// besides, as `("shared_buffers", "4GB")`.
    ///
    /// # Panics
    /// When no PostgreSQL is found or it does not start.
    pub fn durable(settings: &[(&str, &str)]) -> Self {
        let parent = std::env::var_os(PARENT_VARIABLE).unwrap_or_else(|| LARGE.into());
        let mut options = DURABLE.to_owned();
        for (name, value) in settings {
            options.push_str(&format!(" -c {name}={value}"));
        }
        Self::start_in(&parent, &options)
    }

    fn start_in(parent: &OsStr, options: &str) -> Self {
        let binaries = binaries().unwrap_or_else(|| panic!("no PostgreSQL found: {HINT}"));
        let mut last = String::new();
        // Between choosing a free port and listening on it someone else may take it.
        for _ in 0..5 {
            match Self::try_start(&binaries, parent, options) {
                Ok(cluster) => return cluster,
                Err(message) => last = message,
            }
        }
        panic!("PostgreSQL in {} does not start: {last}\n{HINT}", binaries.display());
    }

    fn try_start(binaries: &Path, parent: &OsStr, options: &str) -> Result<Self, String> {
        let port = TcpListener::bind(("127.0.0.1", 0))
            .and_then(|listener| listener.local_addr())
            .map_err(|error| format!("no free port: {error}"))?
            .port();
        let mut command = Command::new("sh");
        command
            .arg("-c")
            .arg(SCRIPT)
            .arg("sh")
            .arg(binaries)
            .arg(port.to_string())
            .arg(parent)
            .arg(options);
        // A group of its own, so that Ctrl-C in a terminal leaves it the time to tidy up.
        command.process_group(0);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).current_dir("/");
        as_postgres(&mut command)?;
        let mut guard = command.spawn().map_err(|error| format!("sh: {error}"))?;
        let mut output = BufReader::new(guard.stdout.take().expect("stdout was asked to be a pipe"));
        let mut said = String::new();
        output.read_line(&mut said).map_err(|error| error.to_string())?;
        let Some(directory) = said.trim_end().strip_prefix("ready ") else {
            // It ends by itself; if its output cannot be read, what was read is all there is to say.
            let _ = output.read_to_string(&mut said);
            let _ = guard.wait();
            return Err(said);
        };
        let directory = directory.to_owned();
        let url = format!("postgres://postgres@127.0.0.1:{port}/postgres");
        let url = Url::parse(&url).expect("a URL of fixed shape");
        Ok(Self {
            url,
            guard,
            binaries: binaries.to_owned(),
            directory,
        })
    }

    /// Stops it in the middle of whatever it does, as if it had crashed, and starts it again at the same port.
    ///
    /// # Panics
    /// When it does not start again.
    pub fn restart(&self) {
        let mut command = Command::new(self.binaries.join("pg_ctl"));
        command
            .args(["restart", "-w", "-m", "immediate", "-D"])
            .arg(format!("{}/data", self.directory))
            .arg("-l")
            .arg(format!("{}/log", self.directory))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .current_dir("/");
        as_postgres(&mut command).unwrap_or_else(|message| panic!("{message}"));
        let status = command.status().expect("the program that started it is there");
        assert!(status.success(), "the server does not start again: {status}");
    }

    /// The URL of its maintenance database.
    pub fn url(&self) -> &Url {
        &self.url
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        // It has been told to end; that it cannot be waited for changes nothing.
        let _ = self.guard.wait();
    }
}

/// PostgreSQL refuses to run as root, and so does `PgBouncer`.
pub(super) fn as_postgres(command: &mut Command) -> Result<(), String> {
    if own_id("-u") == Some(0) {
        let id = |flag| id(&[flag, "postgres"]).ok_or(format!("running as root, and no user `postgres`: {HINT}"));
        command.uid(id("-u")?).gid(id("-g")?);
    }
    Ok(())
}

fn own_id(flag: &str) -> Option<u32> {
    id(&[flag])
}

fn id(arguments: &[&str]) -> Option<u32> {
    let output = Command::new("id")
        .args(arguments)
        .stderr(Stdio::null())
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}

/// The directory of `initdb` and `pg_ctl`: the one that was named, that of `PATH`, else the newest of where systems put them.
fn binaries() -> Option<PathBuf> {
    let complete = |directory: &PathBuf| directory.join("initdb").is_file() && directory.join("pg_ctl").is_file();
    if let Some(directory) = std::env::var_os(BINARIES_VARIABLE) {
        return Some(PathBuf::from(directory)).filter(complete);
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .find(complete)
        .or_else(|| installed().into_iter().rev().find(complete))
}

/// Where packages put each version's binaries, oldest first.
fn installed() -> Vec<PathBuf> {
    let parents = [
        ("/usr/lib/postgresql", "", "bin"), // Debian, Ubuntu
        ("/usr", "pgsql-", "bin"),          // Red Hat, from postgresql.org
        ("/opt/homebrew/opt", "postgresql@", "bin"),
        ("/usr/local/opt", "postgresql@", "bin"),
    ];
    let mut found = vec![(0, PathBuf::from("/usr/local/pgsql/bin"))];
    for (parent, prefix, below) in parents {
        let entries = std::fs::read_dir(parent).into_iter().flatten().flatten();
        for entry in entries {
            let name = entry.file_name();
            let version = name
                .to_str()
                .and_then(|name| name.strip_prefix(prefix)?.parse::<u32>().ok());
            if let Some(version) = version {
                found.push((version, entry.path().join(below)));
            }
        }
    }
    found.sort();
    found.into_iter().map(|(_, directory)| directory).collect()
}
