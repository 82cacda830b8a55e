//! Conditions as data, and what they are of a row: in SQL's logic of three values.

use std::cmp::Ordering;

use tablesmith::query::{Expr, Filter, Operand};

use super::choices::Choices;
use super::data::{Cell, Kind, Row, Table, text};

/// A row of each table of a query, in their order; `None` where a join found none.
pub(super) type Joined<'a> = Vec<Option<&'a Row>>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
}

pub(super) const OPERATORS: [Operator; 6] = [
    Operator::Eq,
    Operator::Ne,
    Operator::Lt,
    Operator::Le,
    Operator::Gt,
    Operator::Ge,
];

impl Operator {
    pub(super) fn holds(self, left: &Cell, right: &Cell) -> Option<bool> {
        let order = left.order(right)?;
        Some(match self {
            Self::Eq => order == Ordering::Equal,
            Self::Ne => order != Ordering::Equal,
            Self::Lt => order == Ordering::Less,
            Self::Le => order != Ordering::Greater,
            Self::Gt => order == Ordering::Greater,
            Self::Ge => order != Ordering::Less,
        })
    }
}

/// What is asked of one column.
#[derive(Debug, Clone)]
pub(super) enum Test {
    /// With NULL, equality asks whether there is a value.
    Compare(Operator, Cell),
    Missing,
    Between(Cell, Cell),
    /// NULLs in the list are nothing to be equal to.
    In(Vec<Cell>),
    Like(String),
    Ilike(String),
    StartsWith(String),
    Contains(String),
}

#[derive(Debug, Clone)]
pub(super) enum Condition {
    Always,
    Test {
        table: usize,
        column: usize,
        test: Test,
    },
    /// A column of the first table with one of the second; of the only one with another of it.
    Columns {
        operator: Operator,
        left: usize,
        right: usize,
    },
    And(Box<Condition>, Box<Condition>),
    Or(Box<Condition>, Box<Condition>),
    Not(Box<Condition>),
}

impl Condition {
    pub(super) fn random(tables: &[Table], depth: usize, choices: &mut Choices<'_>) -> Self {
        let deeper = |choices: &mut Choices<'_>| Box::new(Self::random(tables, depth - 1, choices));
        match choices.below(if depth == 0 { 6 } else { 12 }) {
            0 => Self::Always,
            1..=4 => {
                let table = choices.below(tables.len());
                let column = choices.below(tables[table].kinds.len());
                Self::Test {
                    table,
                    column,
                    test: Test::random(tables[table].kinds[column], choices),
                }
            }
            5 => Self::columns(tables[0], tables[tables.len().min(2) - 1], choices),
            6 | 7 => Self::And(deeper(choices), deeper(choices)),
            8 | 9 => Self::Or(deeper(choices), deeper(choices)),
            _ => Self::Not(deeper(choices)),
        }
    }

    /// Without comparisons of two columns.
    pub(super) fn random_of_one(table: Table, choices: &mut Choices<'_>) -> Self {
        let mut condition = Self::random(&[table], 2, choices);
        condition.leave_out_columns();
        condition
    }

    fn leave_out_columns(&mut self) {
        match self {
            Self::Columns { .. } => *self = Self::Always,
            Self::And(left, right) | Self::Or(left, right) => {
                left.leave_out_columns();
                right.leave_out_columns();
            }
            Self::Not(of) => of.leave_out_columns(),
            Self::Always | Self::Test { .. } => {}
        }
    }

    fn columns(left: Table, right: Table, choices: &mut Choices<'_>) -> Self {
        let of = |kind: Kind| (kind.is_text(), kind.is_whole());
        let comparable = |kind: &Kind| kind.is_text() || kind.is_whole();
        let places = |table: Table, like: &dyn Fn(&Kind) -> bool| -> Vec<usize> {
            (0..table.kinds.len()).filter(|at| like(&table.kinds[*at])).collect()
        };
        let left_column = choices.one_of(&places(left, &comparable));
        let kind = of(left.kinds[left_column]);
        let rights = places(right, &|other| of(*other) == kind);
        if rights.is_empty() {
            return Self::Always;
        }
        Self::Columns {
            operator: choices.one_of(&OPERATORS),
            left: left_column,
            right: choices.one_of(&rights),
        }
    }

    pub(super) fn holds(&self, row: &Joined<'_>) -> Option<bool> {
        match self {
            Self::Always => Some(true),
            Self::Test { table, column, test } => test.holds(&cell(row, *table, *column)),
            Self::Columns { operator, left, right } => {
                operator.holds(&cell(row, 0, *left), &cell(row, row.len().min(2) - 1, *right))
            }
            Self::And(left, right) => and(left.holds(row), right.holds(row)),
            Self::Or(left, right) => and(left.holds(row).map(|is| !is), right.holds(row).map(|is| !is)).map(|is| !is),
            Self::Not(of) => of.holds(row).map(|is| !is),
        }
    }
}

fn and(left: Option<bool>, right: Option<bool>) -> Option<bool> {
    match (left, right) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

/// A value of a joined row.
pub(super) fn cell(row: &Joined<'_>, table: usize, column: usize) -> Cell {
    row[table].map_or(Cell::Null, |row| row[column].clone())
}

impl Test {
    fn random(kind: Kind, choices: &mut Choices<'_>) -> Self {
        let pattern = |choices: &mut Choices<'_>| -> String {
            let parts = choices.several(3, |choices| {
                choices.one_of(&["%", "_", "a", "B", "\\%", "\\_", "\\\\", "\\", "[", "*"])
            });
            parts.concat()
        };
        match choices.below(if kind.is_text() { 11 } else { 7 }) {
            0 | 1 => Self::Compare(choices.one_of(&OPERATORS), kind.value(choices)),
            2 if kind.is_nullable() => Self::Compare(choices.one_of(&OPERATORS), Cell::Null),
            2 | 3 => Self::Missing,
            4 => Self::Between(kind.value(choices), kind.value(choices)),
            5 | 6 => {
                let mut values = choices.several(4, |choices| kind.value(choices));
                if kind.is_nullable() && choices.once_in(3) {
                    values.push(Cell::Null);
                }
                Self::In(values)
            }
            7 => Self::Like(pattern(choices)),
            8 => Self::Ilike(pattern(choices)),
            9 => Self::StartsWith(text(choices)),
            _ => Self::Contains(text(choices)),
        }
    }

    fn holds(&self, cell: &Cell) -> Option<bool> {
        let of_text = |holds: &dyn Fn(&str) -> bool| match cell {
            Cell::Text(text) => Some(holds(text)),
            _ => None,
        };
        match self {
            Self::Compare(Operator::Eq, Cell::Null) | Self::Missing => Some(cell.is_null()),
            Self::Compare(Operator::Ne, Cell::Null) => Some(!cell.is_null()),
            Self::Compare(operator, value) => operator.holds(cell, value),
            Self::Between(least, most) => and(Operator::Ge.holds(cell, least), Operator::Le.holds(cell, most)),
            Self::In(values) => {
                let mut values = values.iter().filter(|value| !value.is_null()).peekable();
                if cell.is_null() && values.peek().is_some() {
                    return None;
                }
                Some(values.any(|value| value == cell))
            }
            Self::Like(pattern) => of_text(&|text| matches_pattern(pattern, text)),
            Self::Ilike(pattern) => {
                of_text(&|text| matches_pattern(&pattern.to_ascii_lowercase(), &text.to_ascii_lowercase()))
            }
            Self::StartsWith(start) => of_text(&|text| text.starts_with(start.as_str())),
            Self::Contains(part) => of_text(&|text| text.contains(part.as_str())),
        }
    }
}

fn matches_pattern(pattern: &str, text: &str) -> bool {
    let mut characters = pattern.chars();
    let Some(first) = characters.next() else {
        return text.is_empty();
    };
    let rest = characters.as_str();
    let after = |plain: char, rest: &str| text.strip_prefix(plain).is_some_and(|text| matches_pattern(rest, text));
    match first {
        '%' => {
            let starts = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            starts.into_iter().any(|at| matches_pattern(rest, &text[at..]))
        }
        '_' => {
            let mut characters = text.chars();
            characters.next().is_some() && matches_pattern(rest, characters.as_str())
        }
        // The last character of a pattern has nothing to make plain but itself.
        '\\' => after(characters.next().unwrap_or('\\'), characters.as_str()),
        plain => after(plain, rest),
    }
}

impl Operator {
    pub(super) fn of<E, T, O: Operand<T>>(self, left: Expr<E, T>, right: O) -> Filter<O::With<E>> {
        match self {
            Self::Eq => left.eq(right),
            Self::Ne => left.ne(right),
            Self::Lt => left.lt(right),
            Self::Le => left.le(right),
            Self::Gt => left.gt(right),
            Self::Ge => left.ge(right),
        }
    }
}
