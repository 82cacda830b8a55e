//! The SQL of set operations, in the place of a table.

use super::{Output, Side, Writer};
use crate::query::data::QueryData;
use crate::query::expression::SourceRef;
use crate::query::set::{OUTPUTS, Operator, Set};
use crate::statement::quoted;

impl Writer {
    /// `(select … union select …) "tag"`.
    pub(super) fn set(&mut self, base: SourceRef, set: &Set) {
        let word = match set.operator {
            Operator::Union => " union ",
            Operator::Intersect => " intersect ",
            Operator::Except => " except ",
        };
        let side = Side::of(set);
        let counts = set.multiple && set.operator != Operator::Union && !self.syntax.counts_in_sets;
        self.push("(");
        if counts {
            let columns = columns(base, set).join(", ");
            self.push(&format!("select {columns} from ("));
            self.counted(&set.left, side, &columns);
            self.push(word);
            self.counted(&set.right, side, &columns);
            self.push(") counted");
        } else {
            self.side(&set.left, Output::Side(side));
            self.push(word);
            if set.multiple {
                self.push("all ");
            }
            self.side(&set.right, Output::Side(side));
        }
        let name = self.name_of(base);
        self.push(&format!(") {name}"));
    }

    /// SQLite takes neither brackets around a side nor an order or a limit in it.
    pub(super) fn side(&mut self, query: &QueryData, output: Output) {
        let is_cut = query.limit.is_some() || query.offset.is_some() || query.each.is_some() || !query.ctes.is_empty();
        if is_cut {
            self.push("select * from (");
        }
        self.query(query, output);
        if is_cut {
            self.push(") side");
        }
    }

    /// Rows that are the same are told apart by a number, so that each has one that it is the same as.
    fn counted(&mut self, query: &QueryData, side: Side, columns: &str) {
        self.push(&format!("select *, row_number() over (partition by {columns}) from ("));
        self.side(query, Output::Side(side));
        self.push(") side");
    }

    /// A column of what a set operation gives.
    pub(super) fn output(&mut self, at: usize) -> String {
        let mut sources = self.frames.iter().rev().flatten();
        let Some((_, name)) = sources.find(|(known, _)| *known == OUTPUTS) else {
            self.fail("what a set operation gives is named outside of it");
            return String::new();
        };
        format!("{name}.c{at}")
    }
}

fn columns(base: SourceRef, set: &Set) -> Vec<String> {
    if set.outputs.is_empty() {
        return base.table.columns.iter().map(|column| quoted(column.name)).collect();
    }
    (0..set.outputs.len()).map(|at| format!("c{at}")).collect()
}
