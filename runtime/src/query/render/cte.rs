//! The SQL of queries that stand before another one.

use super::{Output, Writer};
use crate::query::cte::CteData;
use crate::query::data::QueryData;
use crate::query::expression::SourceRef;
use crate::statement::{qualifier, quoted};

/// The column that counts the steps of a recursion.
const LEVEL: &str = "tablesmith_level";

impl Writer {
    /// `with "below"("id", "name") as (…) `.
    pub(super) fn ctes(&mut self, query: &QueryData) {
        let recursive = query.ctes.iter().any(|cte| cte.step.is_some());
        for (at, cte) in query.ctes.iter().enumerate() {
            self.push(match (at, recursive) {
                (0, true) => "with recursive ",
                (0, false) => "with ",
                _ => ", ",
            });
            self.cte(cte);
        }
        if !query.ctes.is_empty() {
            self.push(" ");
        }
    }

    fn cte(&mut self, cte: &CteData) {
        let table = cte.source.table;
        let columns = table.columns.iter().map(|column| column.name);
        let columns: Vec<String> = columns.chain(cte.step.as_ref().map(|_| LEVEL)).map(quoted).collect();
        let name = qualifier(self.syntax, table);
        self.push(&format!("{name}({}) as (", columns.join(", ")));
        // What is named within is not seen from what comes after.
        let named = self.named.len();
        if let Some(step) = &cte.step {
            self.side(&cte.start, Output::Cte(cte.source));
            self.named.truncate(named);
            // Each row once at each level, so that a circle does not make them more from level to level.
            self.push(" union ");
            self.query(step, Output::Cte(cte.source));
        } else {
            self.query(&cte.start, Output::Cte(cte.source));
        }
        self.named.truncate(named);
        self.push(")");
    }

    /// Both queries of a recursion must give columns of the same types, to the length of a text.
    pub(super) fn push_shape(&mut self) {
        let Some((source, at)) = &mut self.shaped else {
            return;
        };
        let column = source.table.columns.get(*at);
        *at += 1;
        if let Some(column) = column.filter(|_| self.syntax.casts) {
            self.push("::").push(column.postgres_type);
        }
    }

    pub(super) fn level(&self, source: SourceRef) -> String {
        format!("{}.{}", self.name_of(source), quoted(LEVEL))
    }
}
