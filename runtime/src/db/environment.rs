//! `DATABASE_URL`.

use crate::error::{Error, Result};

const VARIABLE: &str = "DATABASE_URL";

/// The value of `DATABASE_URL`, from the environment or else from the nearest `.env`.
pub(crate) fn database_url() -> Result<String> {
    database_url_or(None)
}

/// The same, with a value for when it is unset.
pub(crate) fn database_url_or(default: Option<&str>) -> Result<String> {
    let value = match std::env::var(VARIABLE) {
        Ok(value) => Some(value),
        Err(std::env::VarError::NotUnicode(_)) => {
            return Err(Error::Configuration(format!("{VARIABLE} is not UTF-8")));
        }
        Err(std::env::VarError::NotPresent) => from_file()?,
    };
    match value.or_else(|| default.map(str::to_owned)) {
        Some(value) if !value.trim().is_empty() => Ok(value.trim().to_owned()),
        Some(_) => Err(Error::Configuration(format!("{VARIABLE} is empty"))),
        None => Err(Error::Configuration(format!(
            "{VARIABLE} is not set: set it to a URL such as `postgres://user:password@localhost/app` or `sqlite:./local.db`, in the environment or in `.env`"
        ))),
    }
}

/// Reads without putting anything into the environment of the process.
fn from_file() -> Result<Option<String>> {
    let entries = match dotenvy::dotenv_iter() {
        Ok(entries) => entries,
        Err(error) if error.not_found() => return Ok(None),
        Err(error) => return Err(unreadable(&error)),
    };
    let mut value = None;
    for entry in entries {
        let (name, found) = entry.map_err(|error| unreadable(&error))?;
        if name == VARIABLE {
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
