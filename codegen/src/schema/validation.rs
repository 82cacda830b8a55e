//! `validate`: rules that fit the type of their column.

use crate::diagnostic::{Diagnostics, types as say};
use crate::schema::context::Context;
use crate::schema::{Scalar, Type, Validation};
use crate::source::Spanned;

/// Checks each rule of a column.
pub(super) fn check(
    context: &Context<'_>,
    rules: &[Spanned<Validation>],
    r#type: &Type,
    diagnostics: &mut Diagnostics,
) {
    let is_text = !r#type.array && matches!(r#type.scalar, Scalar::Text | Scalar::Varchar(_) | Scalar::Char(_));
    let is_number = !r#type.array
        && matches!(
            r#type.scalar,
            Scalar::SmallInt | Scalar::Integer | Scalar::BigInt | Scalar::Numeric(_) | Scalar::Real | Scalar::Double
        );
    for rule in rules {
        let (name, fits, takes) = match &rule.value {
            Validation::Email => ("email", is_text, "text"),
            Validation::Url => ("url", is_text, "text"),
            Validation::Length(..) => ("length", is_text || r#type.array, "text and arrays"),
            Validation::Range(..) => ("range", is_number, "numbers"),
            Validation::NotBlank => ("not_blank", is_text, "text"),
            Validation::Pattern(_) => ("pattern", is_text, "text"),
            Validation::OneOf(_) => ("one_of", is_text, "text"),
        };
        if !fits {
            diagnostics.push(say::validation_does_not_fit(
                name,
                takes,
                &r#type.spelled(context),
                rule.span,
            ));
        }
        if let Validation::Pattern(pattern) = &rule.value
            && let Err(error) = regex_lite::Regex::new(pattern)
        {
            diagnostics.push(say::invalid_pattern(&error.to_string(), rule.span));
        }
        let problem = match &rule.value {
            Validation::Length(Some(min), Some(max)) if min > max => Some("the first end is above the second"),
            Validation::Range(Some(min), Some(max)) if min > max => Some("the first end is above the second"),
            Validation::OneOf(values) if values.is_empty() => Some("nothing could ever be written"),
            Validation::Pattern(pattern) if pattern.is_empty() => Some("every text matches it"),
            _ => None,
        };
        if let Some(problem) = problem {
            diagnostics.push(say::pointless_validation(name, problem, rule.span));
        }
    }
}
