//! The rules of `validate(…)`.

use syn::Lit;

use super::attributes::{Argument, ValidateAttribute};
use crate::errors::Errors;

/// A rule that a value must meet before it is written.
#[derive(Debug)]
pub(super) enum Validation {
    Email,
    Url,
    Length(Option<u64>, Option<u64>),
    Range(Option<f64>, Option<f64>),
    NotBlank,
    Pattern(String),
    OneOf(Vec<String>),
}

/// The rule, if its arguments fit.
pub(super) fn check(attribute: &ValidateAttribute, errors: &mut Errors) -> Option<Validation> {
    let rule = &attribute.rule;
    let arguments = &attribute.arguments;
    let none = |validation| {
        if attribute.open {
            Err(format!("`{rule}` takes no arguments"))
        } else {
            Ok(validation)
        }
    };
    let checked = match rule.to_string().as_str() {
        "email" => none(Validation::Email),
        "url" => none(Validation::Url),
        "not_blank" => none(Validation::NotBlank),
        "length" => ends(arguments, whole)
            .map(|(least, most)| Validation::Length(least, most))
            .ok_or_else(|| "write `length(1, 20)`, `_` for an open end".to_owned()),
        "range" => ends(arguments, number)
            .map(|(least, most)| Validation::Range(least, most))
            .ok_or_else(|| "write `range(0, 9.5)`, `_` for an open end".to_owned()),
        "pattern" => match arguments.as_slice() {
            [argument] => text(argument).map(Validation::Pattern),
            _ => None,
        }
        .ok_or_else(|| "write `pattern(\"^[a-z]+$\")`".to_owned()),
        "one_of" => arguments
            .iter()
            .map(text)
            .collect::<Option<Vec<_>>>()
            .filter(|values| !values.is_empty())
            .map(Validation::OneOf)
            .ok_or_else(|| "write `one_of(\"a\", \"b\")`".to_owned()),
        _ => Err("unknown rule: known are email, url, length, range, not_blank, pattern, one_of".to_owned()),
    };
    checked.map_err(|message| errors.at(rule, message)).ok()
}

/// Both ends, of which one may be open.
fn ends<T>(arguments: &[Argument], read: impl Fn(bool, &Lit) -> Option<T>) -> Option<(Option<T>, Option<T>)> {
    let end = |argument: &Argument| match argument {
        Argument::Open => Some(None),
        Argument::Literal { negative, literal } => read(*negative, literal).map(Some),
    };
    match arguments {
        [least, most] => Some((end(least)?, end(most)?)),
        _ => None,
    }
}

fn whole(negative: bool, literal: &Lit) -> Option<u64> {
    match literal {
        Lit::Int(literal) if !negative => literal.base10_parse().ok(),
        _ => None,
    }
}

fn number(negative: bool, literal: &Lit) -> Option<f64> {
    let number: f64 = match literal {
        Lit::Int(literal) => literal.base10_digits().parse().ok()?,
        Lit::Float(literal) => literal.base10_parse().ok()?,
        _ => return None,
    };
    Some(if negative { -number } else { number })
}

fn text(argument: &Argument) -> Option<String> {
    match argument {
        Argument::Literal {
            negative: false,
            literal: Lit::Str(literal),
        } => Some(literal.value()),
        _ => None,
    }
}
