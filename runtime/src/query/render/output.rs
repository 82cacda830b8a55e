//! What a select gives: by what it is for, and by where it stands.

use super::Purpose;
use crate::query::data::QueryData;
use crate::query::expression::SourceRef;
use crate::query::set::{Operator, Set};
use crate::statement::quoted;

/// What a select gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::query) enum Output {
    /// Its items, as Rust reads them.
    Rows,
    /// Its items, as SQL goes on with them.
    Values,
    /// Its items, as one side of a set operation.
    Side(Side),
    /// Its items, as the columns of a table that only the query around has.
    Cte(SourceRef),
    Nothing,
    Count,
}

/// How one side of a set operation gives its items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::query) struct Side {
    /// As `c0`, `c1` …; else as the columns of the model are called.
    pub(super) numbered: bool,
    /// So that the database can tell whether they are equal.
    pub(super) compared: bool,
}

impl Side {
    pub(in crate::query) fn of(set: &Set) -> Self {
        Self {
            numbered: !set.outputs.is_empty(),
            compared: !(set.operator == Operator::Union && set.multiple),
        }
    }
}

impl Output {
    /// What the query itself gives in a statement for this.
    pub(in crate::query) fn of(query: &QueryData, purpose: Purpose) -> Self {
        match purpose {
            Purpose::Rows => Self::Rows,
            Purpose::Existence => Self::Nothing,
            Purpose::Count if query.distinct => Self::Values,
            Purpose::Count
                if query.limit.is_some() || query.offset.is_some() || query.each.is_some() || query.is_aggregated() =>
            {
                Self::Nothing
            }
            Purpose::Count | Purpose::Delete => Self::Count,
        }
    }

    /// Whether the items stand in the text, and so their parameters.
    pub(in crate::query) fn has_items(self, query: &QueryData) -> bool {
        match self {
            Self::Rows | Self::Values | Self::Side(_) | Self::Cte(_) => true,
            // How many are left behind the first ones depends on which of them are the same.
            Self::Nothing => query.each.is_some() || query.distinct && query.offset.is_some(),
            Self::Count => false,
        }
    }
}

/// The columns of rows that were numbered, `c0` and so on, for what stands around.
pub(super) fn named(query: &QueryData, columns: usize, output: Output) -> Vec<String> {
    let of_model = matches!(output, Output::Side(side) if !side.numbered);
    let name = |at: usize| match query.base.table.columns.get(at).filter(|_| of_model) {
        Some(column) => format!("c{at} {}", quoted(column.name)),
        None => format!("c{at}"),
    };
    (0..columns).map(name).collect()
}
