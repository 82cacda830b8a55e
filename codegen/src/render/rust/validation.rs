//! The rules of `validate` as attributes.

use super::attribute::Meta;
use crate::schema::Validation;

pub(super) fn rule(rule: &Validation) -> Meta {
    match rule {
        Validation::Email => Meta::word("email"),
        Validation::Url => Meta::word("url"),
        Validation::NotBlank => Meta::word("not_blank"),
        Validation::Length(least, most) => {
            let end = |end: &Option<u64>| end.map_or_else(|| Meta::word("_"), |end| Meta::Text(end.to_string()));
            Meta::List("length", vec![end(least), end(most)])
        }
        Validation::Range(least, most) => Meta::List("range", vec![number(*least), number(*most)]),
        Validation::Pattern(pattern) => Meta::List("pattern", vec![Meta::literal(pattern)]),
        Validation::OneOf(values) => Meta::List("one_of", values.iter().map(|value| Meta::literal(value)).collect()),
    }
}

/// rustfmt reads no negative numbers in attributes.
fn number(end: Option<f64>) -> Meta {
    match end {
        None => Meta::word("_"),
        Some(number) if number < 0.0 => Meta::Opaque(format!("{number:?}")),
        Some(number) => Meta::Text(format!("{number:?}")),
    }
}
