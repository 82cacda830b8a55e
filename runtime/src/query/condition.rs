//! Conditions as data, and their SQL.

use super::pattern;
use crate::driver::Syntax;
use crate::model::Table;
use crate::statement::{StatementText, is_own_type};
use crate::value::Datum;

/// A condition on the rows of a table; columns are indexes into its columns.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Condition {
    /// Always or never.
    Constant(bool),
    /// `column operator value`.
    Compare(usize, Comparison, Datum<'static>),
    /// `column is null`.
    IsNull(usize),
    /// The column is one of these.
    In(usize, Vec<Datum<'static>>),
    /// `column between least and most`.
    Between(usize, Datum<'static>, Datum<'static>),
    /// The column's text looks like this.
    Like(usize, Case, String),
    /// All of these.
    All(Vec<Condition>),
    /// Any of these.
    Any(Vec<Condition>),
    /// The contrary.
    Not(Box<Condition>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// Whether the case of letters matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    Matters,
    Ignored,
}

impl Comparison {
    fn sql(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::Unequal => "<>",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }
}

/// A statement while its conditions are written, with their parameters.
pub(crate) struct Writer {
    pub(crate) text: StatementText,
    pub(crate) parameters: Vec<Datum<'static>>,
}

impl Writer {
    pub(crate) fn new(syntax: &'static Syntax, table: &'static Table, start: &str) -> Self {
        Self {
            text: StatementText::new(syntax, table, start),
            parameters: Vec::new(),
        }
    }

    /// The next parameter, as a value of a column.
    fn parameter_for(&mut self, column: usize, value: Datum<'static>) -> String {
        self.parameters.push(value);
        self.text.parameter_for(column)
    }

    /// The next parameter, of whatever type.
    pub(crate) fn parameter(&mut self, value: Datum<'static>) -> String {
        self.parameters.push(value);
        self.text.parameter()
    }

    pub(crate) fn condition(&mut self, condition: Condition) {
        let sql = match condition {
            Condition::Constant(true) => "1 = 1".to_owned(),
            Condition::Constant(false) => "1 = 0".to_owned(),
            // `= NULL` is never true; asked for equality with nothing, one wants the rows without a value.
            Condition::Compare(column, Comparison::Equal, Datum::Null) => {
                format!("{} is null", self.text.column(column))
            }
            Condition::Compare(column, Comparison::Unequal, Datum::Null) => {
                format!("{} is not null", self.text.column(column))
            }
            Condition::Compare(column, comparison, value) => {
                let parameter = self.parameter_for(column, value);
                format!("{} {} {parameter}", self.text.column(column), comparison.sql())
            }
            Condition::IsNull(column) => format!("{} is null", self.text.column(column)),
            Condition::In(column, values) => self.membership(column, values),
            Condition::Between(column, least, most) => {
                let least = self.parameter_for(column, least);
                let most = self.parameter_for(column, most);
                format!("{} between {least} and {most}", self.text.column(column))
            }
            Condition::Like(column, case, text) => self.like(column, case, text),
            Condition::All(parts) => return self.parts(parts, " and "),
            Condition::Any(parts) => return self.parts(parts, " or "),
            Condition::Not(condition) => {
                self.text.push("not (");
                self.condition(*condition);
                self.text.push(")");
                return;
            }
        };
        self.text.push(&sql);
    }

    fn parts(&mut self, parts: Vec<Condition>, word: &str) {
        self.text.push("(");
        for (at, part) in parts.into_iter().enumerate() {
            if at > 0 {
                self.text.push(word);
            }
            self.condition(part);
        }
        self.text.push(")");
    }

    /// One parameter for the whole list where there are arrays or JSON, so that the statement is the same for any length.
    fn membership(&mut self, column: usize, values: Vec<Datum<'static>>) -> String {
        let name = self.text.column(column);
        let syntax = self.text.syntax;
        if syntax.arrays {
            let parameter = self.parameter(Datum::Array(values));
            let description = &self.text.table.columns[column];
            return if is_own_type(description) {
                format!("{name} = any({parameter})")
            } else {
                format!("{name} = any({parameter}::text[]::{}[])", description.postgres_type)
            };
        }
        // Bytes have no form in JSON.
        if values.iter().any(|value| matches!(value, Datum::Bytes(_))) {
            let parameters: Vec<String> = values.into_iter().map(|value| self.parameter(value)).collect();
            return format!("{name} in ({})", parameters.join(", "));
        }
        let parameter = self.parameter(Datum::Array(values));
        format!("{name} in (select value from json_each({parameter}))")
    }

    /// SQLite's LIKE ignores the case of ASCII letters, its GLOB does not: each does what PostgreSQL's two do.
    fn like(&mut self, column: usize, case: Case, text: String) -> String {
        let name = self.text.column(column);
        match (self.text.syntax.like_matters_case, case) {
            (true, Case::Matters) => format!("{name} like {}", self.parameter(text.into())),
            (true, Case::Ignored) => format!("{name} ilike {}", self.parameter(text.into())),
            (false, Case::Matters) => {
                let glob = pattern::glob_of_like(&text);
                format!("{name} glob {}", self.parameter(glob.into()))
            }
            (false, Case::Ignored) => {
                format!("{name} like {} escape '\\'", self.parameter(text.into()))
            }
        }
    }
}
