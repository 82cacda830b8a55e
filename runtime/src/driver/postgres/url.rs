//! `postgres://` URLs: libpq's, by tokio-postgres, and our own parameters.

use std::path::PathBuf;
use std::str::FromStr as _;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use tokio_postgres::Config;
use tokio_postgres::config::SslMode;

use crate::db::{Options, UrlParameters};
use crate::error::{Error, Result};

/// Where a PostgreSQL database is, and how it is reached.
pub(crate) struct Target {
    pub(crate) config: Config,
    pub(crate) encryption: Encryption,
    /// Authorities to trust instead of Mozilla's.
    pub(crate) authorities: Option<PathBuf>,
}

/// What `sslmode` asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encryption {
    /// None.
    Disable,
    /// Where the server can, the certificate not checked.
    Prefer,
    /// Always, the certificate not checked, as in libpq.
    Require,
    /// Always, the certificate checked, and that it is for this host.
    VerifyFull,
}

impl Target {
    pub(crate) fn parse(url: &str, options: &mut Options) -> Result<Self> {
        let (before, parameters) = UrlParameters::split(url);
        let mut encryption = Encryption::Prefer;
        let mut authorities = None;
        let mut libpq = Vec::new();
        for (name, value) in parameters {
            match name.as_str() {
                "sslmode" => encryption = Encryption::parse(&value)?,
                "sslrootcert" => authorities = Some(PathBuf::from(value)),
                _ if Options::knows(&name) => options.set(&name, &value)?,
                _ => libpq.push(format!("{}={}", encoded(&name), encoded(&value))),
            }
        }
        let url = if libpq.is_empty() {
            before.to_owned()
        } else {
            format!("{before}?{}", libpq.join("&"))
        };
        let mut config = Config::from_str(&url).map_err(|error| invalid(&error))?;
        if config.get_hosts().is_empty() {
            return Err(Error::Configuration(
                "the database URL names no host: write `postgres://user:password@localhost/name`, or `?host=/path` for a Unix socket"
                    .to_owned(),
            ));
        }
        config.ssl_mode(encryption.mode());
        config.connect_timeout(options.connect_timeout);
        if config.get_application_name().is_none() {
            config.application_name("tablesmith");
        }
        let timeout = options.statement_timeout;
        let timeout = timeout.map(|timeout| format!("-c statement_timeout={}", timeout.as_millis()));
        let unscoped = options.unscoped.then(|| "-c tablesmith.unscoped=on".to_owned());
        for setting in timeout.into_iter().chain(unscoped) {
            let setting = match config.get_options() {
                Some(given) => format!("{given} {setting}"),
                None => setting,
            };
            config.options(&setting);
        }
        Ok(Self {
            config,
            encryption,
            authorities,
        })
    }
}

impl Encryption {
    fn parse(value: &str) -> Result<Self> {
        match value {
            "disable" => Ok(Self::Disable),
            "prefer" | "allow" => Ok(Self::Prefer),
            "require" => Ok(Self::Require),
            "verify-full" => Ok(Self::VerifyFull),
            "verify-ca" => Err(Error::Configuration(
                "`sslmode=verify-ca` is not supported: use `verify-full`, which checks the host name too".to_owned(),
            )),
            _ => Err(Error::Configuration(format!(
                "`sslmode` in the database URL must be disable, prefer, require or verify-full, not `{value}`"
            ))),
        }
    }

    fn mode(self) -> SslMode {
        match self {
            Self::Disable => SslMode::Disable,
            Self::Prefer => SslMode::Prefer,
            Self::Require | Self::VerifyFull => SslMode::Require,
        }
    }
}

fn encoded(text: &str) -> impl std::fmt::Display {
    utf8_percent_encode(text, NON_ALPHANUMERIC)
}

/// The parser names options and never shows values, so no password is in what it says.
fn invalid(error: &tokio_postgres::Error) -> Error {
    let reason = std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string);
    Error::Configuration(format!("the database URL is not valid: {reason}"))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio_postgres::config::Host;

    use super::*;

    fn parse(url: &str) -> Result<(Target, Options)> {
        let mut options = Options::default();
        Target::parse(url, &mut options).map(|target| (target, options))
    }

    #[test]
    fn a_url_has_libpq_s_parameters_and_ours() {
        let (target, options) = parse(
            "postgres://us%40er:p%2Fw@db.example:6543/app?sslmode=verify-full&max=3&idle_timeout=20s&application_name=a%20b",
        )
        .expect("valid");
        assert_eq!(target.config.get_user(), Some("us@er"));
        assert_eq!(target.config.get_password(), Some(b"p/w".as_slice()));
        assert_eq!(target.config.get_hosts(), [Host::Tcp("db.example".to_owned())]);
        assert_eq!(target.config.get_ports(), [6543]);
        assert_eq!(target.config.get_dbname(), Some("app"));
        assert_eq!(target.config.get_application_name(), Some("a b"));
        assert_eq!(target.encryption, Encryption::VerifyFull);
        assert_eq!((options.max, options.idle_timeout), (3, Some(Duration::from_secs(20))));
    }

    #[test]
    fn a_unix_socket_is_a_host() {
        let (target, _) = parse("postgresql:///app?host=/var/run/postgresql&user=me").expect("valid");
        assert_eq!(target.config.get_hosts(), [Host::Unix("/var/run/postgresql".into())]);
        assert_eq!(target.config.get_user(), Some("me"));
    }

    #[test]
    fn what_is_wrong_is_said_without_the_password() {
        for url in [
            "postgres://me:hunter2@host:port/app",
            "postgres://me:hunter2@host/app?sslmode=maybe",
            "postgres://me:hunter2@host/app?unheard=of",
            "postgres://me:hunter2@host/app?max=0",
            "postgres://me:hunter2@/app",
        ] {
            let Err(error) = parse(url) else {
                panic!("{url} is not valid")
            };
            assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
        }
    }
}
