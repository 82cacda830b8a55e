//! Settings of a pool, from code and from a URL.

use std::time::Duration;

use percent_encoding::percent_decode_str;

use crate::error::{Error, Result};

/// Settings of a pool.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    /// Most connections at a time.
    pub(crate) max: usize,
    /// How long an unused connection is kept; `None` for ever.
    pub(crate) idle_timeout: Option<Duration>,
    /// How long making a connection may take.
    pub(crate) connect_timeout: Duration,
    /// How long to wait for a free one.
    pub(crate) acquire_timeout: Duration,
    /// How long a statement may take, by the server's clock; `None` for ever.
    pub(crate) statement_timeout: Option<Duration>,
    /// From when on a statement is logged as slow; `None` for never.
    pub(crate) slow: Option<Duration>,
    /// How many statements that differ in their parameters alone are well in a row; `None` where nothing is told. Only debug
    /// builds tell.
    pub(crate) n_plus_one: Option<usize>,
    /// Whether events tell of parameters.
    pub(crate) log_parameters: bool,
    /// Whether statements stay prepared; a transaction-mode pooler may not allow it.
    pub(crate) prepare: bool,
    /// Whether policies let every session reach all rows.
    pub(crate) unscoped: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            max: 10,
            idle_timeout: Some(Duration::from_secs(600)),
            connect_timeout: Duration::from_secs(10),
            acquire_timeout: Duration::from_secs(30),
            statement_timeout: None,
            slow: Some(Duration::from_secs(1)),
            n_plus_one: Some(10),
            log_parameters: false,
            prepare: true,
            unscoped: false,
        }
    }
}

impl Options {
    /// Whether a URL parameter is one of ours.
    #[cfg(feature = "postgres")]
    pub(crate) fn knows(name: &str) -> bool {
        matches!(
            name,
            "max"
                | "idle_timeout"
                | "connect_timeout"
                | "acquire_timeout"
                | "statement_timeout"
                | "slow"
                | "log_parameters"
                | "n_plus_one"
                | "prepare"
        )
    }

    /// Takes a parameter of the URL.
    pub(crate) fn set(&mut self, name: &str, value: &str) -> Result<()> {
        match name {
            "max" => self.max = parse_count(name, value)?,
            "idle_timeout" => self.idle_timeout = parse_optional(name, value)?,
            "connect_timeout" => self.connect_timeout = parse_duration(name, value)?,
            "acquire_timeout" => self.acquire_timeout = parse_duration(name, value)?,
            "statement_timeout" => self.statement_timeout = parse_optional(name, value)?,
            "slow" => self.slow = parse_optional(name, value)?,
            "n_plus_one" if value == "never" => self.n_plus_one = None,
            "n_plus_one" => self.n_plus_one = Some(parse_count(name, value)?),
            "log_parameters" => self.log_parameters = parse_switch(name, value)?,
            "prepare" => self.prepare = parse_switch(name, value)?,
            _ => {
                return Err(Error::Configuration(format!(
                    "unknown parameter `{name}` in the database URL"
                )));
            }
        }
        Ok(())
    }
}

fn parse_count(name: &str, value: &str) -> Result<usize> {
    match value.parse() {
        Ok(count) if count > 0 => Ok(count),
        _ => Err(wrong(name, value, "a number from 1")),
    }
}

fn parse_switch(name: &str, value: &str) -> Result<bool> {
    match value {
        "true" | "on" | "1" => Ok(true),
        "false" | "off" | "0" => Ok(false),
        _ => Err(wrong(name, value, "`true` or `false`")),
    }
}

fn parse_optional(name: &str, value: &str) -> Result<Option<Duration>> {
    if value == "never" {
        return Ok(None);
    }
    parse_duration(name, value).map(Some)
}

/// `20`, `20s`, `500ms`, `5m`: a number alone is seconds.
pub(crate) fn parse_duration(name: &str, value: &str) -> Result<Duration> {
    let digits = value.trim_end_matches(|character: char| character.is_ascii_alphabetic());
    let number: u64 = digits
        .parse()
        .map_err(|_| wrong(name, value, "a duration such as `20s` or `500ms`"))?;
    match &value[digits.len()..] {
        "ms" => Ok(Duration::from_millis(number)),
        "" | "s" => Ok(Duration::from_secs(number)),
        "m" | "min" => Ok(Duration::from_secs(number.saturating_mul(60))),
        "h" => Ok(Duration::from_secs(number.saturating_mul(3600))),
        _ => Err(wrong(name, value, "a duration such as `20s` or `500ms`")),
    }
}

fn wrong(name: &str, value: &str, expected: &str) -> Error {
    Error::Configuration(format!(
        "`{name}` in the database URL must be {expected}, not `{value}`"
    ))
}

/// The parameters after the `?` of a URL.
pub(crate) struct UrlParameters;

impl UrlParameters {
    /// What stands before the `?`, and the names and values after it.
    pub(crate) fn split(url: &str) -> (&str, Vec<(String, String)>) {
        let Some((before, query)) = url.split_once('?') else {
            return (url, Vec::new());
        };
        let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let parameters = query
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                (decoded(name), decoded(value))
            })
            .collect();
        (before, parameters)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_units_and_seconds_need_none() {
        for (text, expected) in [
            ("20", 20_000),
            ("20s", 20_000),
            ("500ms", 500),
            ("2m", 120_000),
            ("1h", 3_600_000),
        ] {
            let duration = parse_duration("x", text).expect("valid");
            assert_eq!(duration, Duration::from_millis(expected), "{text}");
        }
        for text in ["", "s", "-1", "1.5", "3 days"] {
            assert!(parse_duration("x", text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_unknown_parameter_is_named() {
        let error = Options::default().set("maximum", "3").expect_err("unknown");
        assert_eq!(error.to_string(), "unknown parameter `maximum` in the database URL");
    }
}
