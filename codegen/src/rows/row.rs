//! One row: what its columns may be, and what was chosen.

use std::collections::BTreeMap;

use crate::catalog::Table;
use crate::dialect::Dialect;

use super::Values;

/// NULL, as SQL.
pub(super) const NULL: &str = "NULL";

/// How often other values are tried for one check.
const TRIES: usize = 200;

/// A made-up row.
#[derive(Debug, Clone)]
pub struct Row {
    choices: Vec<Choice>,
    /// Checks, the columns that each speaks of, and how often it has refused the row.
    checks: BTreeMap<String, (Vec<String>, usize)>,
}

/// Columns that get their values together, and what these may be.
#[derive(Debug, Clone)]
pub(super) struct Choice {
    pub(super) columns: Vec<String>,
    pub(super) candidates: Vec<Vec<String>>,
    pub(super) chosen: usize,
}

impl Choice {
    pub(super) fn one(column: &str, candidates: Vec<String>) -> Self {
        Self {
            columns: vec![column.to_owned()],
            candidates: candidates.into_iter().map(|value| vec![value]).collect(),
            chosen: 0,
        }
    }
}

impl Row {
    pub(super) fn new(checks: impl Iterator<Item = (String, Vec<String>)>) -> Self {
        Self {
            choices: Vec::new(),
            checks: checks.map(|(name, columns)| (name, (columns, 0))).collect(),
        }
    }

    pub(super) fn add(&mut self, choice: Choice) {
        self.choices.push(choice);
    }

    pub(super) fn has(&self, column: &str) -> bool {
        let mut columns = self.choices.iter().flat_map(|choice| &choice.columns);
        columns.any(|known| known == column)
    }

    /// Its values as they are chosen now.
    pub fn values(&self) -> Values {
        let choices = self.choices.iter();
        let pairs = choices.flat_map(|choice| choice.columns.iter().zip(&choice.candidates[choice.chosen]));
        pairs.map(|(column, value)| (column.clone(), value.clone())).collect()
    }

    /// Takes other values for the columns that a check speaks of, as far as there are any: goes through the combinations
    /// of their candidates. Gives whether there was one that was not tried.
    pub fn avoid(&mut self, check: &str) -> bool {
        let Some((columns, refusals)) = self.checks.get_mut(check) else {
            return false;
        };
        *refusals += 1;
        let mut combination = *refusals;
        if combination > TRIES {
            return false;
        }
        let concerned = |choice: &&mut Choice| choice.columns.iter().any(|column| columns.contains(column));
        for choice in self.choices.iter_mut().filter(concerned) {
            choice.chosen = combination % choice.candidates.len();
            combination /= choice.candidates.len();
        }
        combination == 0
    }

    /// The statement that puts it into its table.
    pub fn insert(&self, table: &Table, dialect: &dyn Dialect) -> String {
        let name = super::quoted(&table.name, dialect);
        let values = self.values();
        if values.is_empty() {
            return format!("INSERT INTO {name} DEFAULT VALUES");
        }
        let columns: Vec<_> = values.keys().map(|column| dialect.quote_identifier(column)).collect();
        let values: Vec<_> = values.into_values().collect();
        format!(
            "INSERT INTO {name} ({}){} VALUES ({})",
            columns.join(", "),
            dialect.insert_as_given(),
            values.join(", ")
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_combination_is_tried_once() {
        let mut row = Row::new([("check".to_owned(), vec!["a".to_owned(), "b".to_owned()])].into_iter());
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        row.add(Choice::one("a", texts(&["1", "2"])));
        row.add(Choice::one("b", texts(&["x", "y", "z"])));
        row.add(Choice::one("c", texts(&["-", "+"])));
        let mut seen = Vec::new();
        loop {
            let values: Vec<_> = row.values().into_values().collect();
            seen.push(values.concat());
            if !row.avoid("check") {
                break;
            }
        }
        assert_eq!(seen, ["1x-", "2x-", "1y-", "2y-", "1z-", "2z-"]);
        assert!(!row.avoid("another"));
    }
}
