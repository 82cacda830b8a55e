//! The rules of `validate`, checked before anything is sent.

use std::collections::HashMap;
use std::sync::{OnceLock, PoisonError, RwLock};

use regex_lite::Regex;
use rust_decimal::prelude::ToPrimitive as _;

use crate::error::{Error, InvalidField, Result};
use crate::model::{Table, Validation};
use crate::value::Datum;

/// Checks every value that is set; all fields that are wrong are in the error.
pub(crate) fn validate(table: &'static Table, set: &[(usize, Datum<'static>)]) -> Result<()> {
    let mut fields = Vec::new();
    for (at, value) in set {
        let column = &table.columns[*at];
        // NULL is no value: whether it may be is another question.
        if value.is_null() {
            continue;
        }
        for rule in column.validate {
            if let Some(message) = complaint(*rule, value)? {
                fields.push(InvalidField {
                    field: column.field,
                    rule: name(*rule),
                    message,
                });
            }
        }
    }
    if fields.is_empty() {
        Ok(())
    } else {
        Err(Error::Validation { fields })
    }
}

fn name(rule: Validation) -> &'static str {
    match rule {
        Validation::Email => "email",
        Validation::Url => "url",
        Validation::Length(..) => "length",
        Validation::Range(..) => "range",
        Validation::NotBlank => "not_blank",
        Validation::Pattern(_) => "pattern",
        Validation::OneOf(_) => "one_of",
    }
}

/// What is asked for, where the value is not that.
fn complaint(rule: Validation, value: &Datum<'_>) -> Result<Option<String>> {
    let text = text_of(value);
    let fine = match rule {
        Validation::Email => text.is_none_or(is_email),
        Validation::Url => text.is_none_or(is_url),
        Validation::Length(least, most) => length(value)
            .is_none_or(|length| least.is_none_or(|least| length >= least) && most.is_none_or(|most| length <= most)),
        Validation::Range(least, most) => number(value)
            .is_none_or(|number| least.is_none_or(|least| number >= least) && most.is_none_or(|most| number <= most)),
        Validation::NotBlank => text.is_none_or(|text| !text.trim().is_empty()),
        Validation::Pattern(pattern) => match text {
            Some(text) => matches(pattern, text)?,
            None => true,
        },
        Validation::OneOf(allowed) => text.is_none_or(|text| allowed.contains(&text)),
    };
    Ok((!fine).then(|| demand(rule)))
}

fn demand(rule: Validation) -> String {
    match rule {
        Validation::Email => "must be an e-mail address".to_owned(),
        Validation::Url => "must be an absolute URL".to_owned(),
        Validation::Length(Some(least), Some(most)) if least == most => {
            format!("must be {least} characters long")
        }
        Validation::Length(least, most) => bounds(least, most, " characters long"),
        Validation::Range(least, most) => bounds(least, most, ""),
        Validation::NotBlank => "must not be blank".to_owned(),
        Validation::Pattern(pattern) => format!("must match `{pattern}`"),
        Validation::OneOf(allowed) => format!("must be one of {}", allowed.join(", ")),
    }
}

fn bounds<T: std::fmt::Display>(least: Option<T>, most: Option<T>, unit: &str) -> String {
    match (least, most) {
        (Some(least), Some(most)) => format!("must be {least} to {most}{unit}"),
        (Some(least), None) => format!("must be at least {least}{unit}"),
        (None, Some(most)) => format!("must be at most {most}{unit}"),
        (None, None) => format!("must be anything{unit}"),
    }
}

fn text_of<'a>(value: &'a Datum<'_>) -> Option<&'a str> {
    match value {
        Datum::Text(text) => Some(text),
        _ => None,
    }
}

/// Characters of text, bytes, elements of an array.
fn length(value: &Datum<'_>) -> Option<u64> {
    let length = match value {
        Datum::Text(text) => text.chars().count(),
        Datum::Bytes(bytes) => bytes.len(),
        Datum::Array(elements) => elements.len(),
        _ => return None,
    };
    u64::try_from(length).ok()
}

#[expect(clippy::cast_precision_loss, reason = "the bounds are floats")]
fn number(value: &Datum<'_>) -> Option<f64> {
    match value {
        Datum::Integer(value) => Some(*value as f64),
        Datum::Float(value) => Some(*value),
        Datum::Decimal(value) => value.to_f64(),
        _ => None,
    }
}

/// What HTML's `<input type=email>` takes, with a dot in the domain and RFC 5321's limits of length: whether an address
/// receives mail, only sending some shows.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let local_characters = |character: char| character.is_alphanumeric() || ".!#$%&'*+/=?^_`{|}~-".contains(character);
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .chars()
                .all(|character| character.is_alphanumeric() || character == '-')
    };
    text.len() <= 254
        && (1..=64).contains(&local.len())
        && local.chars().all(local_characters)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && domain.contains('.')
        && domain.split('.').all(label)
}

/// An absolute URL with a host, or of a scheme that has none.
fn is_url(text: &str) -> bool {
    url::Url::parse(text).is_ok_and(|url| url.has_host() || url.cannot_be_a_base() || url.scheme() == "file")
}

/// Patterns are compiled once each: they come from models, so there are few.
fn matches(pattern: &'static str, text: &str) -> Result<bool> {
    static PATTERNS: OnceLock<RwLock<HashMap<&'static str, Regex>>> = OnceLock::new();
    let patterns = PATTERNS.get_or_init(RwLock::default);
    if let Some(known) = patterns.read().unwrap_or_else(PoisonError::into_inner).get(pattern) {
        return Ok(known.is_match(text));
    }
    let compiled = Regex::new(pattern)
        .map_err(|error| Error::Configuration(format!("the pattern `{pattern}` is not valid: {error}")))?;
    let fine = compiled.is_match(text);
    patterns
        .write()
        .unwrap_or_else(PoisonError::into_inner)
        .insert(pattern, compiled);
    Ok(fine)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn e_mail_addresses() {
        for text in [
            "a@b.de",
            "first.last+tag@sub.example.com",
            "o'neil@example.co",
            "ü@bücher.example",
        ] {
            assert!(is_email(text), "{text}");
        }
        for text in [
            "",
            "a",
            "a@",
            "@b.de",
            "a@b",
            "a b@c.de",
            "a@b..de",
            "a..b@c.de",
            ".a@b.de",
            "a@-b.de",
            "a@b.de\n",
        ] {
            assert!(!is_email(text), "{text}");
        }
    }

    #[test]
    fn urls() {
        for text in ["https://example.com/a?b=c", "http://localhost:8080", "mailto:a@b.de"] {
            assert!(is_url(text), "{text}");
        }
        for text in ["", "example.com", "/path", "https://"] {
            assert!(!is_url(text), "{text}");
        }
    }

    #[test]
    fn each_rule_says_what_it_asks_for() {
        let text = |text: &'static str| Datum::from(text);
        for (rule, wrong, message) in [
            (
                Validation::Length(Some(11), Some(11)),
                text("ten chars."),
                "must be 11 characters long",
            ),
            (
                Validation::Length(None, Some(3)),
                text("äöüß"),
                "must be at most 3 characters long",
            ),
            (
                Validation::Range(Some(0.0), Some(10.0)),
                Datum::Integer(11),
                "must be 0 to 10",
            ),
            (Validation::NotBlank, text(" \t"), "must not be blank"),
            (Validation::Pattern("^[a-z]+$"), text("A"), "must match `^[a-z]+$`"),
            (Validation::OneOf(&["a", "b"]), text("c"), "must be one of a, b"),
        ] {
            assert_eq!(complaint(rule, &wrong).expect("valid rule").as_deref(), Some(message));
        }
        let fine = complaint(Validation::Length(None, Some(4)), &text("äöüß")).expect("valid rule");
        assert_eq!(fine, None, "characters are counted, not bytes");
    }
}
