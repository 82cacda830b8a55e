//! Which database a command talks to: `--url`, then the chosen `[env.NAME]`, then `DATABASE_URL`, then `default_url`.
//! In place of `DATABASE_URL`, `DIRECT_URL` is taken where it is set: what leads past a pooler.

use std::env;
use std::path::Path;

use super::arguments::Target;
use super::exit::Failure;
use crate::dialect::DialectName;
use crate::schema::Schema;

/// A URL, and where it came from; the URL may hold a password and is never printed.
pub(super) struct DatabaseUrl {
    /// The URL.
    pub(super) url: String,
    /// As `DATABASE_URL`, for messages.
    pub(super) origin: String,
}

/// Reads `.env` of the schema's folder, or of the folder the command runs in; it never overrides the environment.
pub(super) fn read_dotenv(schema_folder: &Path) -> Result<(), Failure> {
    for file in [schema_folder.join(".env"), ".env".into()] {
        match dotenvy::from_path(&file) {
            Ok(()) => {}
            Err(error) if error.not_found() => {}
            // The error of a malformed line quotes the line, which may be a secret.
            Err(_) => {
                return Err(
                    Failure::refused(format!("{} is not in the form of a .env file", file.display()))
                        .help("each line is NAME=value; quote values with spaces: NAME=\"a value\""),
                );
            }
        }
    }
    Ok(())
}

/// The URL of a database that may be asked something by the way: none where nobody names one, and none that would have
/// to be made first.
pub(super) fn database_at_hand(schema: &Schema, target: &Target) -> Result<Option<DatabaseUrl>, Failure> {
    let named = target.url.is_some()
        || target.env.is_some()
        || variable("APP_ENV").is_some_and(|name| schema.environments.contains_key(&name))
        || variable("DATABASE_URL").is_some()
        || schema.database.default_url.is_some();
    if !named {
        return Ok(None);
    }
    let found = database_url(schema, target)?;
    Ok((!is_missing_file(&found.url)).then_some(found))
}

/// Whether a URL is that of a SQLite database that is not there yet.
pub(super) fn is_missing_file(url: &str) -> bool {
    let file = url
        .strip_prefix("sqlite:")
        .map(|rest| rest.split('?').next().unwrap_or(rest));
    file.is_some_and(|file| file != ":memory:" && !Path::new(file.trim_start_matches("//")).exists())
}

/// The dialect of a text that is a URL.
pub(super) fn dialect_of_url(text: &str) -> Option<DialectName> {
    if text.starts_with("postgres://") || text.starts_with("postgresql://") {
        Some(DialectName::Postgres)
    } else if text.starts_with("sqlite:") {
        Some(DialectName::Sqlite)
    } else {
        None
    }
}

/// Refuses a command that changes what is there where the schema says that it must not: in a protected environment, and
/// on the database of one, whatever environment was chosen.
pub(super) fn refuse_protected(
    schema: &Schema,
    target: &Target,
    database: &DatabaseUrl,
    command: &str,
) -> Result<(), Failure> {
    let chosen = target.env.clone().or_else(|| variable("APP_ENV"));
    for (name, environment) in schema
        .environments
        .iter()
        .filter(|(_, environment)| environment.protected)
    {
        let url = match environment.url.as_deref().map(|url| (url, url.strip_prefix("env:"))) {
            // What everything is reached by says nothing about where it leads this time.
            None | Some((_, Some("DATABASE_URL" | "DIRECT_URL"))) => None,
            Some((_, Some(from))) => variable(from),
            Some((url, None)) => Some(url.to_owned()),
        };
        let reason = if chosen.as_ref() == Some(name) {
            format!("[env.{name}] is protected")
        } else if url.as_ref() == Some(&database.url) {
            format!(
                "{} leads to the database of [env.{name}], which is protected",
                database.origin
            )
        } else {
            continue;
        };
        return Err(Failure::refused(format!("{reason}; nothing was changed")).help(format!(
            "`codegen {command}` is for databases to develop on; here: codegen generate, codegen migrate up"
        )));
    }
    Ok(())
}

/// The URL of the database that a command was told to talk to.
pub(super) fn database_url(schema: &Schema, target: &Target) -> Result<DatabaseUrl, Failure> {
    if let Some(url) = &target.url {
        return Ok(DatabaseUrl {
            url: url.clone(),
            origin: "--url".to_owned(),
        });
    }
    let chosen = target
        .env
        .clone()
        .map(|name| (name, "--env"))
        .or_else(|| Some((variable("APP_ENV")?, "APP_ENV")));
    if let Some((name, origin)) = chosen {
        match schema.environments.get(&name) {
            Some(environment) => {
                if let Some(url) = &environment.url {
                    return environment_url(&name, url);
                }
            }
            None if origin == "--env" => {
                let known: Vec<_> = schema.environments.keys().map(|name| format!("`{name}`")).collect();
                return Err(
                    Failure::refused(format!("the schema has no [env.{name}]")).help(if known.is_empty() {
                        "it has no [env.*] at all".to_owned()
                    } else {
                        format!("it has {}", known.join(", "))
                    }),
                );
            }
            // APP_ENV belongs to the application too: a value that the schema does not know is none of ours.
            None => {}
        }
    }
    if let Some((url, origin)) = from_variable("DATABASE_URL") {
        return Ok(DatabaseUrl {
            url,
            origin: origin.to_owned(),
        });
    }
    match &schema.database.default_url {
        Some(url) => Ok(DatabaseUrl {
            url: url.clone(),
            origin: "default_url".to_owned(),
        }),
        None => Err(Failure::refused("no database to talk to: DATABASE_URL is not set")
            .help("set DATABASE_URL in the environment or in .env, pass --url, or give [database] a default_url")),
    }
}

/// The same where there is no schema yet.
pub(super) fn database_without_schema(target: &Target) -> Result<DatabaseUrl, Failure> {
    if let Some(url) = &target.url {
        return Ok(DatabaseUrl {
            url: url.clone(),
            origin: "--url".to_owned(),
        });
    }
    if let Some(name) = &target.env {
        return Err(Failure::refused(format!(
            "there is no schema that could have an [env.{name}]"
        )));
    }
    match from_variable("DATABASE_URL") {
        Some((url, origin)) => Ok(DatabaseUrl {
            url,
            origin: origin.to_owned(),
        }),
        None => Err(Failure::refused("no database to talk to: DATABASE_URL is not set")
            .help("pass --url, or set DATABASE_URL in the environment or in .env")),
    }
}

fn environment_url(name: &str, url: &str) -> Result<DatabaseUrl, Failure> {
    let origin = format!("[env.{name}]");
    match url.strip_prefix("env:") {
        None => Ok(DatabaseUrl {
            url: url.to_owned(),
            origin,
        }),
        Some(from) => match from_variable(from) {
            Some((url, from)) => Ok(DatabaseUrl {
                url,
                origin: format!("{origin}, {from}"),
            }),
            None => Err(Failure::refused(format!(
                "[env.{name}] takes its URL from {from}, which is not set"
            ))),
        },
    }
}

/// The value of a variable and the variable's name: commands migrate, so `DATABASE_URL` yields to `DIRECT_URL`.
fn from_variable(name: &str) -> Option<(String, &str)> {
    let url = variable(name)?;
    let direct = (name == "DATABASE_URL").then(|| variable("DIRECT_URL")).flatten();
    Some(direct.map_or((url, name), |direct| (direct, "DIRECT_URL")))
}

/// What a variable holds, where it holds anything.
pub(super) fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

/// What helps where there is no scratch place.
pub(super) const SCRATCH_HELP: &str =
    "set SHADOW_DATABASE_URL, or pass --scratch, with a server on which databases may be made and dropped";

/// Where scratch databases may be made: the place that was given, else `SHADOW_DATABASE_URL`. SQLite needs no server. The
/// database that a command works on is never one.
pub(super) fn scratch_server(dialect: DialectName, given: Option<&str>) -> Option<String> {
    match dialect {
        DialectName::Sqlite => Some("sqlite::memory:".to_owned()),
        DialectName::Postgres => given.map(str::to_owned).or_else(|| variable("SHADOW_DATABASE_URL")),
    }
}
