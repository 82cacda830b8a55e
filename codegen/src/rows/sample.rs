//! Values by type.

use crate::catalog::{Column, ColumnType};
use crate::dialect::{Dialect, Sample};

use super::facts::Facts;

/// Texts that checks often ask for: an address, a link, a name, a colour, JSON, a date, a number, nothing.
const TEXTS: [&str; 12] = [
    "ann@example.com",
    "https://example.com/a",
    "a",
    "A",
    "abc",
    "ABC",
    "#aabbcc",
    "{}",
    "[]",
    "2026-01-02",
    "1",
    "",
];

/// Values of an enum, beginning with the one of the row's number.
pub(super) fn enumerated(dialect: &dyn Dialect, column: &Column, values: &[String], number: usize) -> Vec<String> {
    let texts = rotated(values, number).into_iter();
    texts
        .map(|value| {
            if column.is_array() {
                dialect.array_of(&value)
            } else {
                dialect.quote_text(&value)
            }
        })
        .collect()
}

/// Whether any text is a value of the type.
pub(super) fn is_text(dialect: &dyn Dialect, r#type: &ColumnType) -> bool {
    !r#type.array && matches!(dialect.sample(r#type, 0), Some(Sample::Text { .. }))
}

/// Values of `shape`, for a column that holds text as yet where `as_text` says so.
pub(super) fn candidates(
    dialect: &dyn Dialect,
    shape: &ColumnType,
    as_text: bool,
    facts: &Facts,
    number: usize,
) -> Vec<String> {
    let mut found = rotated(&facts.one_of, number);
    // Others for the same row come from rows that are far away.
    for number in [number, number + 10, number + 1_000] {
        let Some(sample) = dialect.sample(shape, number) else {
            break;
        };
        let (text, plain) = match sample {
            Sample::Number(usual) => (within(facts, number, usual).to_string(), true),
            Sample::Text { longest } => (text(longest, facts, number), false),
            Sample::Quoted(text) => (text, false),
            Sample::Sql(sql) => (sql, true),
        };
        found.push(match (shape.array, plain && !as_text) {
            (true, _) => dialect.array_of(&text),
            (false, true) => text,
            (false, false) => dialect.quote_text(&text),
        });
    }
    found.extend(facts.literals.iter().cloned());
    if is_text(dialect, shape) {
        found.extend(TEXTS.iter().map(|text| dialect.quote_text(text)));
    }
    found
}

/// A text that is another for each row, with a quote in it and a letter beyond ASCII where there is room.
fn text(longest: Option<usize>, facts: &Facts, number: usize) -> String {
    let longest = [facts.longest, longest].into_iter().flatten().min();
    let mut text = format!("it's ä {number}");
    if longest.is_some_and(|longest| text.chars().count() > longest) {
        text = number.to_string();
    }
    // No check of a sane length asks for more.
    let shortest = facts.shortest.unwrap_or(0).min(10_000);
    let missing = shortest.saturating_sub(text.chars().count());
    text.insert_str(0, &"x".repeat(missing));
    text
}

/// A whole number within the bounds, `usual` where there are none.
fn within(facts: &Facts, number: usize, usual: i64) -> i64 {
    let number = i64::try_from(number).unwrap_or(0);
    match (facts.least, facts.most) {
        (Some(least), Some(most)) if most > least => least + number % (most - least).saturating_add(1).max(1),
        (Some(least), Some(_)) => least,
        (Some(least), None) => least.saturating_add(number),
        (None, Some(most)) => usual.min(most.saturating_sub(number)),
        (None, None) => usual,
    }
}

fn rotated(values: &[String], number: usize) -> Vec<String> {
    let mut values = values.to_vec();
    if !values.is_empty() {
        let start = number % values.len();
        values.rotate_left(start);
    }
    values
}
