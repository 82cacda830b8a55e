//! `DATABASE_URL`, and `DIRECT_URL` for migrations.

use crate::error::{Error, Result};

const VARIABLE: &str = "DATABASE_URL";
const DIRECT: &str = "DIRECT_URL";

/// Where the database is.
pub(crate) struct Urls {
    pub(crate) url: String,
    /// Where migrations reach it.
    pub(crate) direct: Option<String>,
}

/// The values of `DATABASE_URL` and `DIRECT_URL`, from the environment or else from the nearest `.env`; a default for
/// when the former is unset, to which the latter does not belong.
pub(crate) fn urls(default: Option<&str>) -> Result<Urls> {
    let Some(value) = variable(VARIABLE)? else {
        return Ok(Urls {
            url: checked(default.map(str::to_owned))?,
            direct: None,
        });
    };
    let direct = variable(DIRECT)?.map(|direct| direct.trim().to_owned());
    Ok(Urls {
        url: checked(Some(value))?,
        direct: direct.filter(|direct| !direct.is_empty()),
    })
}

fn variable(name: &str) -> Result<Option<String>> {
    match std::env::var(name) {
        Ok(value) => Ok(Some(value)),
        Err(std::env::VarError::NotUnicode(_)) => Err(Error::Configuration(format!("{name} is not UTF-8"))),
        Err(std::env::VarError::NotPresent) => from_file(name),
    }
}

fn checked(value: Option<String>) -> Result<String> {
    match value {
        Some(value) if !value.trim().is_empty() => Ok(value.trim().to_owned()),
        Some(_) => Err(Error::Configuration(format!("{VARIABLE} is empty"))),
        None => Err(Error::Configuration(format!(
            "{VARIABLE} is not set: set it to a URL such as `postgres://user:password@localhost/app` or `sqlite:./local.db`, in the environment or in `.env`"
        ))),
    }
}

/// Reads without putting anything into the environment of the process.
fn from_file(variable: &str) -> Result<Option<String>> {
    let entries = match dotenvy::dotenv_iter() {
        Ok(entries) => entries,
        Err(error) if error.not_found() => return Ok(None),
        Err(error) => return Err(unreadable(&error)),
    };
    let mut value = None;
    for entry in entries {
        let (name, found) = entry.map_err(|error| unreadable(&error))?;
        if name == variable {
            value = Some(found);
        }
    }
    Ok(value)
}

fn unreadable(error: &dotenvy::Error) -> Error {
    // The line itself may hold a secret, so it is not shown.
    let reason = match error {
        dotenvy::Error::LineParse(_, _) => "a line is not `NAME=value`".to_owned(),
        error => error.to_string(),
    };
    Error::Configuration(format!("`.env` cannot be read: {reason}"))
}
