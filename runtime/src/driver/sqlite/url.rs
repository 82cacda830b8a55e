//! `sqlite:` URLs.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use percent_encoding::percent_decode_str;

use super::open::BUSY_TIMEOUT;
use crate::db::{Options, UrlParameters};
use crate::error::{Error, Result};

/// Where a SQLite database is, and how it is opened.
#[derive(Debug, Clone)]
pub(crate) struct Location {
    /// The file; `:memory:` for none.
    pub(crate) path: PathBuf,
    pub(crate) read_only: bool,
    pub(crate) create: bool,
    pub(crate) busy_timeout: Duration,
    pub(crate) synchronous: String,
}

impl Location {
    /// Reads `sqlite:./local.db`, `sqlite:///var/lib/app.db`, `sqlite::memory:` with their parameters.
    pub(crate) fn parse(url: &str, options: &mut Options) -> Result<Self> {
        let (path, parameters) = UrlParameters::split(url);
        let path = path.strip_prefix("sqlite:").unwrap_or(path);
        let path = path.strip_prefix("//").unwrap_or(path);
        let path = percent_decode_str(path)
            .decode_utf8()
            .map_err(|_| Error::Configuration("the SQLite path is not UTF-8".to_owned()))?;
        if path.is_empty() {
            return Err(Error::Configuration(
                "the SQLite URL names no file: write `sqlite:./local.db` or `sqlite::memory:`".to_owned(),
            ));
        }
        let mut location = Self {
            path: PathBuf::from(path.as_ref()),
            read_only: false,
            create: true,
            busy_timeout: BUSY_TIMEOUT,
            synchronous: "normal".to_owned(),
        };
        for (name, value) in parameters {
            match name.as_str() {
                "mode" => location.set_mode(&value)?,
                "busy_timeout" => location.busy_timeout = crate::db::parse_duration(&name, &value)?,
                "synchronous" => {
                    location.synchronous = one_of(&name, &value, &["off", "normal", "full", "extra"])?;
                }
                "connect_timeout" | "statement_timeout" | "prepare" => {
                    return Err(Error::Configuration(format!("`{name}` means nothing to SQLite")));
                }
                _ => options.set(&name, &value)?,
            }
        }
        Ok(location)
    }

    pub(crate) fn in_memory(&self) -> bool {
        self.path.as_os_str() == ":memory:"
    }

    fn set_mode(&mut self, mode: &str) -> Result<()> {
        let mode = one_of("mode", mode, &["ro", "rw", "rwc"])?;
        self.read_only = mode == "ro";
        self.create = mode == "rwc";
        Ok(())
    }
}

fn one_of(name: &str, value: &str, allowed: &[&str]) -> Result<String> {
    if allowed.contains(&value) {
        return Ok(value.to_owned());
    }
    Err(Error::Configuration(format!(
        "`{name}` in the database URL must be one of {}, not `{value}`",
        allowed.join(", ")
    )))
}

impl fmt::Display for Location {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "`{}`", self.path.display())
    }
}
