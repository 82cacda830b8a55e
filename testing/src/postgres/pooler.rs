//! `PgBouncer` before a server, sharing its connections out by the transaction.

use std::io::{BufRead, BufReader, Read};
use std::net::{TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use url::Url;

use super::cluster::as_postgres;

const HINT: &str = "the tests need PgBouncer: on Debian `apt-get install pgbouncer`, on macOS `brew install pgbouncer`";

/// `$1` the program, `$2` its port, `$3` the server's port, `$4` how many connections to it there are for each user and
/// database, `$5` a superuser of the server, who says which other roles there are. It runs until the pipe from us closes,
/// whatever becomes of this process.
const SCRIPT: &str = r#"
trap '' INT TERM HUP
directory=$(mktemp -d /tmp/tablesmith-pgbouncer.XXXXXX) || exit 1
cd "$directory"
printf '"%s" ""\n' "$5" >users
cat >pgbouncer.ini <<END
[databases]
* = host=127.0.0.1 port=$3
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $2
unix_socket_dir =
auth_type = trust
auth_file = $directory/users
auth_user = $5
auth_query = select usename, coalesce(passwd, '') from pg_catalog.pg_shadow where usename = \$1
pool_mode = transaction
default_pool_size = $4
max_client_conn = 200
server_tls_sslmode = disable
END
"$1" pgbouncer.ini >log 2>&1 </dev/null &
echo "started $directory"
cat >/dev/null
kill -KILL $! 2>/dev/null
cd / && rm -rf "$directory"
"#;

/// A `PgBouncer` in transaction mode, that goes when this value or this process does.
#[derive(Debug)]
pub struct Pooler {
    port: u16,
    guard: Child,
}

impl Pooler {
    /// Starts one before the server of a URL, whose user is a superuser, with so many connections to it for each user and database.
    ///
    /// # Panics
    /// When `PgBouncer` is not installed or does not start. Tests that need it fail then; they are never skipped.
    pub fn start(server: &Url, connections: u8) -> Self {
        let program = program().unwrap_or_else(|| panic!("no pgbouncer found: {HINT}"));
        let user = server.username();
        let server = server.port().expect("a URL of a test's server has its port");
        let mut last = String::new();
        // Between choosing a free port and listening on it someone else may take it.
        for _ in 0..5 {
            match Self::try_start(&program, server, connections, user) {
                Ok(pooler) => return pooler,
                Err(message) => last = message,
            }
        }
        panic!("{} does not start: {last}\n{HINT}", program.display());
    }

    fn try_start(program: &PathBuf, server: u16, connections: u8, user: &str) -> Result<Self, String> {
        let port = TcpListener::bind(("127.0.0.1", 0))
            .and_then(|listener| listener.local_addr())
            .map_err(|error| format!("no free port: {error}"))?
            .port();
        let mut command = Command::new("sh");
        command.arg("-c").arg(SCRIPT).arg("sh").arg(program);
        command.args([port.to_string(), server.to_string(), connections.to_string()]);
        command.arg(user);
        command.process_group(0);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        command.current_dir("/");
        as_postgres(&mut command)?;
        let mut guard = command.spawn().map_err(|error| format!("sh: {error}"))?;
        let mut said = String::new();
        let stdout = guard.stdout.take().expect("stdout was asked to be a pipe");
        BufReader::new(stdout)
            .read_line(&mut said)
            .map_err(|error| error.to_string())?;
        let mut pooler = Self { port, guard };
        let directory = said.trim_end().strip_prefix("started ").ok_or_else(|| said.clone())?;
        let started = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            if started.elapsed() > Duration::from_secs(5) {
                let mut log = String::new();
                if let Ok(mut file) = std::fs::File::open(format!("{directory}/log")) {
                    // What cannot be read is not said.
                    let _ = file.read_to_string(&mut log);
                }
                pooler.stop();
                return Err(log);
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(pooler)
    }

    /// The URL that leads to a database of the server through it.
    ///
    /// # Panics
    /// For what is no URL.
    pub fn url(&self, database: &str) -> String {
        let mut url = Url::parse(database).expect("a URL of a test's database");
        url.set_port(Some(self.port)).expect("a URL with a host has a port");
        url.into()
    }

    fn stop(&mut self) {
        drop(self.guard.stdin.take());
        // It has been told to end; that it cannot be waited for changes nothing.
        let _ = self.guard.wait();
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        self.stop();
    }
}

/// That of `PATH`, else where packages put it, which is seldom in the `PATH` of a user.
fn program() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut directories: Vec<PathBuf> = std::env::split_paths(&path).collect();
    directories.extend(["/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin"].map(PathBuf::from));
    let programs = directories.into_iter().map(|directory| directory.join("pgbouncer"));
    programs.into_iter().find(|program| program.is_file())
}
