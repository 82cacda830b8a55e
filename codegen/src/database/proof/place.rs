//! Where throwaway databases are made.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tablesmith::Db;

use crate::database::DatabaseError;
use crate::dialect::{DialectName, PrivateServer};

/// A server on which databases can be made and dropped. One that was started for it goes with the value.
#[derive(Debug)]
pub struct Place {
    /// Where databases are made.
    pub(super) url: String,
    /// What it is, for a person: `SQLite 3.51.3 in memory`.
    title: String,
    _server: Option<RunningServer>,
}

/// No throwaway database can be made.
#[derive(Debug, thiserror::Error)]
pub enum PlaceError {
    /// It does not answer, or refuses.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// No server of one's own can be started.
    #[error("no private {dialect} server can be started: {reason}")]
    NoServer {
        /// Of which database.
        dialect: &'static str,
        /// Why.
        reason: String,
    },
}

impl From<tablesmith::Error> for PlaceError {
    fn from(error: tablesmith::Error) -> Self {
        Self::Database(error.into())
    }
}

impl Place {
    /// A place for databases of a dialect: in memory where it can be, else on the server behind `shadow`, else, with
    /// `start`, on a private server that is made of the binaries on this machine. `None` where there is none.
    ///
    /// # Errors
    /// [`PlaceError`].
    ///
    /// ```
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// use codegen::database::Place;
    /// use codegen::dialect::DialectName;
    ///
    /// let place = Place::find(DialectName::Sqlite, None, false).await?.expect("SQLite needs no server");
    /// assert!(place.to_string().ends_with(" in memory"));
    /// assert!(Place::find(DialectName::Postgres, None, false).await?.is_none());
    /// # Ok::<(), codegen::database::PlaceError>(()) }).unwrap();
    /// ```
    pub async fn find(dialect: DialectName, shadow: Option<&str>, start: bool) -> Result<Option<Self>, PlaceError> {
        let behaviour = dialect.dialect();
        let (url, what, server) = if let Some(url) = behaviour.throwaway_url() {
            (url.to_owned(), "in memory", None)
        } else if let Some(shadow) = shadow {
            (shadow.to_owned(), "on the shadow server", None)
        } else if let (true, Some(private)) = (start, behaviour.private_server()) {
            let (server, url) = RunningServer::start(private).map_err(|reason| PlaceError::NoServer {
                dialect: dialect.title(),
                reason,
            })?;
            (url, "on a private server", Some(server))
        } else {
            return Ok(None);
        };
        let db = Db::builder().max(1).connect(&url).await?;
        let version: Vec<(String,)> = db.rows(behaviour.version_query(), &[]).await?;
        db.close().await;
        let version = version.into_iter().next().map(|(version,)| version).unwrap_or_default();
        Ok(Some(Self {
            url,
            title: format!("{} {version} {what}", dialect.title()),
            _server: server,
        }))
    }
}

impl Place {
    /// The URL of the server. It may hold a password, and is never printed.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.title)
    }
}

/// A server of our own. A shell holds the read end of a pipe from us and stops the server when the pipe closes, whatever
/// becomes of this process.
#[derive(Debug)]
struct RunningServer(Child);

impl Drop for RunningServer {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        // It has been told to end; that it cannot be waited for changes nothing.
        let _ = self.0.wait();
    }
}

impl RunningServer {
    fn start(private: &PrivateServer) -> Result<(Self, String), String> {
        let binaries = binaries(private).ok_or_else(|| {
            format!(
                "neither PATH nor the usual folders have a folder with {}",
                private.programs.join(" and ")
            )
        })?;
        let mut command = Command::new("sh");
        command.args(["-c", private.script, "sh"]).arg(&binaries);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).current_dir("/");
        as_user(&mut command, private.user)?;
        let mut child = command.spawn().map_err(|error| format!("sh: {error}"))?;
        let output = child.stdout.take();
        let server = Self(child);
        let mut output = BufReader::new(output.ok_or("its output was not kept")?);
        let mut said = String::new();
        output.read_line(&mut said).map_err(|error| error.to_string())?;
        if let Some(folder) = said.trim().strip_prefix("ready ") {
            let url = private.url.replace("{folder}", folder);
            return Ok((server, url));
        }
        // It ends by itself; if its output cannot be read, what was read is all there is to say.
        let _ = output.read_to_string(&mut said);
        Err(said)
    }
}

/// Runs a command as an unprivileged user, in a process group of its own (so that Ctrl-C leaves it the time to tidy up).
#[cfg(unix)]
fn as_user(command: &mut Command, user: &str) -> Result<(), String> {
    use std::os::unix::process::CommandExt as _;

    command.process_group(0);
    let own = id(&["-u"]).ok_or("`id -u` says nothing")?;
    if own == 0 {
        let missing = || format!("as root it must run as the user `{user}`, and there is none");
        let (uid, gid) = id(&["-u", user]).zip(id(&["-g", user])).ok_or_else(missing)?;
        command.uid(uid).gid(gid);
    }
    Ok(())
}

#[cfg(not(unix))]
fn as_user(_: &mut Command, _: &str) -> Result<(), String> {
    Err("that is only done on Unix".to_owned())
}

#[cfg(unix)]
fn id(arguments: &[&str]) -> Option<u32> {
    let output = Command::new("id").args(arguments).stderr(Stdio::null()).output().ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}

/// The folder of the programs: one of `PATH`, else that of the newest version where packages put them.
fn binaries(private: &PrivateServer) -> Option<PathBuf> {
    let complete = |folder: &PathBuf| private.programs.iter().all(|program| folder.join(program).is_file());
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .find(complete)
        .or_else(|| installed(private).into_iter().rev().find(complete))
}

/// Where packages put each version's programs, oldest first.
fn installed(private: &PrivateServer) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for (parent, prefix, below) in private.folders {
        let entries = std::fs::read_dir(Path::new(parent)).into_iter().flatten().flatten();
        for entry in entries {
            let name = entry.file_name();
            let version = (name.to_str()).and_then(|name| name.strip_prefix(prefix)?.parse::<u32>().ok());
            if let Some(version) = version {
                found.push((version, entry.path().join(below)));
            }
        }
    }
    found.sort();
    found.into_iter().map(|(_, folder)| folder).collect()
}
