//! The SQL of a query. Values are not looked at: [`shape`](super::shape) gives them in the order of the placeholders.

mod cte;
mod expression;
mod from;
mod output;
mod set;

use super::check;
use super::data::{Each, Item, QueryData};
use super::expression::{Aggregate, ColumnRef, Expression, SourceRef};
use super::order::OrderData;
use super::set::{OUTPUTS, not_given};
use super::shape::constant_shape;
use crate::driver::Syntax;
use crate::model::{Table, TableColumn};
use crate::statement::{is_own_type, qualifier, quoted};

use output::named;
pub(super) use output::{Output, Side};

/// What a statement is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Rows,
    Count,
    Existence,
    Delete,
}

/// A statement, and how many parameters it has.
pub(super) struct Rendered {
    pub(super) sql: String,
    pub(super) parameters: usize,
    /// Whether policies decide which rows it finds.
    pub(super) row_security: bool,
}

/// The statement, or why there is none. `uses_owner`: the first parameter is the owner of the scope.
pub(super) fn render(
    query: &QueryData,
    purpose: Purpose,
    syntax: &'static Syntax,
    scoped: bool,
    uses_owner: bool,
) -> Result<Rendered, String> {
    let mut writer = Writer {
        sql: String::with_capacity(256),
        syntax,
        scoped,
        parameters: usize::from(uses_owner),
        frames: Vec::new(),
        named: Vec::new(),
        numbered: None,
        compared: false,
        shaped: None,
        row_security: false,
        failure: None,
    };
    writer.statement(query, purpose);
    match writer.failure {
        Some(failure) => Err(failure),
        None => Ok(Rendered {
            sql: writer.sql,
            parameters: writer.parameters,
            row_security: writer.row_security,
        }),
    }
}

struct Writer {
    sql: String,
    syntax: &'static Syntax,
    /// Whether scoped tables give the rows of the owner alone.
    scoped: bool,
    /// The number of the last parameter.
    parameters: usize,
    /// The tables of this query and of those around it, with what their columns are qualified with.
    frames: Vec<Vec<(SourceRef, String)>>,
    /// The qualifiers that were given so far.
    named: Vec<String>,
    /// How many columns were named so far, where they are.
    numbered: Option<usize>,
    /// Whether columns are given so that the database can tell whether they are equal.
    compared: bool,
    /// The table whose columns are given, and how many of them are.
    shaped: Option<(SourceRef, usize)>,
    /// Whether policies decide which rows are found.
    row_security: bool,
    failure: Option<String>,
}

impl Writer {
    fn push(&mut self, text: &str) -> &mut Self {
        self.sql.push_str(text);
        self
    }

    fn reads(&mut self, table: &Table) {
        self.row_security |= table.scope.as_ref().is_some_and(|scope| scope.row_security);
    }

    fn fail(&mut self, reason: impl Into<String>) {
        self.failure.get_or_insert(reason.into());
    }

    /// The next parameter, `$1`.
    fn parameter(&mut self) -> String {
        self.parameters += 1;
        format!("{}{}", self.syntax.placeholder, self.parameters)
    }

    fn owner(&self) -> String {
        format!("{}1", self.syntax.placeholder)
    }

    fn statement(&mut self, query: &QueryData, purpose: Purpose) {
        let output = Output::of(query, purpose);
        match purpose {
            Purpose::Rows | Purpose::Existence => self.query(query, output),
            Purpose::Delete => {
                self.push("delete");
                self.enter(query);
                self.rest(query);
                self.frames.pop();
            }
            Purpose::Count if output == Output::Count => self.query(query, output),
            Purpose::Count => {
                self.push("select count(*) from (");
                self.query(query, output);
                self.push(") counted");
            }
        }
    }

    /// The first rows of each list, by their numbers within it, which are then their order.
    fn limited_each(&mut self, query: &QueryData, each: &Each, output: Output) {
        self.enter(query);
        // The order stands before the conditions here, and so would its parameters.
        let orders = query.orders.iter().map(|order| &order.expression);
        if orders
            .chain(&each.keys)
            .any(|of| constant_shape(of, self.syntax).is_none())
        {
            self.fail(
                "the first rows of each go with columns, and an order by columns, not by expressions that hold values",
            );
        }
        let inner = std::mem::take(&mut self.sql);
        self.numbered = Some(0);
        self.items(query, output);
        let columns = self.numbered.take().unwrap_or(0);
        self.list(", row_number() over (partition by ", &each.keys);
        self.orders(query);
        self.push(") n");
        if each.ordered && !query.orders.is_empty() {
            self.push(", row_number() over (");
            self.orders(query);
            self.push(") o");
        }
        let items = std::mem::replace(&mut self.sql, inner);
        let names = named(query, columns, output);
        self.push(&format!("select {} from (select {items}", names.join(", ")));
        let unordered = QueryData {
            orders: Vec::new(),
            limit: None,
            offset: None,
            ..query.clone()
        };
        self.rest(&unordered);
        self.frames.pop();
        let limit = self.parameter();
        self.push(&format!(") numbered where n <= {limit}"));
        match (each.ordered, query.orders.is_empty()) {
            (false, _) => self.push(" order by n"),
            (true, false) => self.push(" order by o"),
            (true, true) => self,
        };
        self.limits(query);
    }

    /// The name of a column that is read from outside the query.
    fn push_number(&mut self) {
        self.push_shape();
        if let Some(number) = &mut self.numbered {
            let name = format!(" c{number}");
            *number += 1;
            self.push(&name);
        }
    }

    /// Names the tables of a query. One that has a name already, in this query or around it, gets another.
    fn enter(&mut self, query: &QueryData) {
        let mut frame = Vec::with_capacity(query.joins.len() + 1);
        for source in query.sources() {
            self.reads(source.table);
            if frame.iter().any(|(known, _)| *known == source) {
                self.fail(format!(
                    "`{}` is in the query twice under one name: join it as an alias, `RELATION.alias::<1>()`, and name its \
                     columns with `COLUMN.of::<1>()`",
                    source.table.name
                ));
            }
            let mut name = qualifier(self.syntax, source.table);
            let mut number = 0;
            while self.named.contains(&name) {
                number += 1;
                name = quoted(&format!("{}_{number}", source.table.name));
            }
            self.named.push(name.clone());
            frame.push((source, name));
        }
        self.frames.push(frame);
    }

    fn query(&mut self, query: &QueryData, output: Output) {
        // What stands within has no names for its columns.
        let numbered = self.numbered.take();
        let compared = std::mem::take(&mut self.compared);
        let shaped = self.shaped.take();
        self.ctes(query);
        self.select(query, output);
        self.shaped = shaped;
        self.numbered = numbered;
        self.compared = compared;
    }

    fn select(&mut self, query: &QueryData, output: Output) {
        if let Err(reason) = check::check(query, self.syntax) {
            self.fail(reason);
        }
        if let Some(each) = &query.each {
            return self.limited_each(query, each, output);
        }
        self.enter(query);
        self.push("select ");
        match output {
            _ if output.has_items(query) => {
                if query.distinct {
                    self.push("distinct ");
                }
                if let Output::Side(side) = output {
                    self.numbered = side.numbered.then_some(0);
                }
                self.items(query, output);
                self.numbered = None;
            }
            Output::Count => {
                self.push("count(*)");
            }
            // Rows that are put together without a group are one row, also where there are none.
            Output::Nothing if query.groups.is_empty() && query.is_aggregated() => {
                self.push("count(*)");
            }
            _ => {
                self.push("1");
            }
        }
        self.rest(query);
        self.frames.pop();
    }

    /// `for_rust`: values whose types have no counterpart go as text.
    fn items(&mut self, query: &QueryData, output: Output) {
        let for_rust = output == Output::Rows;
        self.compared = matches!(output, Output::Side(side) if side.compared);
        self.shaped = match output {
            Output::Cte(source) => Some((source, 0)),
            _ => None,
        };
        if query.items.is_empty() {
            self.row(query.base, for_rust);
        }
        for (at, item) in query.items.iter().enumerate() {
            if at > 0 {
                self.push(", ");
            }
            match item {
                Item::Row { source, nullable } => {
                    if *nullable {
                        self.presence(*source);
                    }
                    self.row(*source, for_rust);
                }
                Item::Expression(expression) => {
                    match expression {
                        Expression::Value(_, postgres_type) => {
                            let parameter = self.parameter();
                            let value = self.typed(&parameter, postgres_type);
                            self.push(&value);
                        }
                        expression => self.expression(expression),
                    }
                    if let Some(column) = expression.values_of() {
                        if for_rust {
                            self.push_text_cast(column);
                        }
                        self.push_comparable(column);
                    }
                    self.push_number();
                }
            }
        }
        self.compared = false;
        self.shaped = None;
    }

    /// Whether a join found a row.
    fn presence(&mut self, source: SourceRef) {
        if let Some(name) = self.presence_column(source) {
            self.push(&format!("{name} is not null"));
            self.push_number();
            self.push(", ");
        }
    }

    /// A column that every row has a value in.
    fn presence_column(&mut self, source: SourceRef) -> Option<String> {
        let columns = source.table.columns;
        let key = source.table.primary_key.as_ref().and_then(|key| key.columns.first());
        let Some(column) = key
            .copied()
            .or_else(|| columns.iter().position(|column| !column.nullable))
        else {
            self.fail(format!(
                "whether a join found a row of `{}` cannot be told: each of its columns may be NULL; select its columns",
                source.table.name
            ));
            return None;
        };
        Some(self.column(ColumnRef {
            source,
            column,
            outer: false,
        }))
    }

    /// All columns in their order, as `decode` reads them.
    fn row(&mut self, source: SourceRef, for_rust: bool) {
        for column in 0..source.table.columns.len() {
            if column > 0 {
                self.push(", ");
            }
            let name = self.column(ColumnRef {
                source,
                column,
                outer: false,
            });
            self.push(&name);
            if for_rust {
                self.push_text_cast(&source.table.columns[column]);
            }
            self.push_comparable(&source.table.columns[column]);
            self.push_number();
        }
        if source.table.columns.is_empty() {
            self.push("1");
        }
    }

    /// PostgreSQL says of no two `json` whether they are equal.
    fn push_comparable(&mut self, column: &TableColumn) {
        if self.compared && self.syntax.casts && column.postgres_type == "json" {
            self.push("::jsonb");
        }
    }

    fn push_text_cast(&mut self, column: &TableColumn) {
        if self.syntax.casts && !is_own_type(column) {
            let array = column.postgres_type.ends_with("[]");
            self.push(if array { "::text[]" } else { "::text" });
        }
    }

    /// ` from … where … group by … having … order by … limit …`.
    fn rest(&mut self, query: &QueryData) {
        self.push(" from ");
        match &query.set {
            Some(set) => self.set(query.base, set),
            None => self.table(query.base),
        }
        let keeps_joined = query.keeps_joined();
        for (at, join) in query.joins.iter().enumerate() {
            self.join(join);
            if keeps_joined {
                self.guards(query, at, " and ");
            }
        }
        let mut word = " where ";
        for condition in &query.conditions {
            self.push(word);
            self.expression(condition);
            word = " and ";
        }
        if keeps_joined {
            self.guards(query, query.joins.len(), word);
        } else if let Some(scope) = self.scope_of_base(query) {
            self.push(word).push(&scope);
        }
        self.list(" group by ", &query.groups);
        let mut word = " having ";
        for condition in &query.having {
            self.push(word);
            self.expression(condition);
            word = " and ";
        }
        self.orders(query);
        self.limits(query);
    }

    fn orders(&mut self, query: &QueryData) {
        for (at, order) in query.orders.iter().enumerate() {
            self.push(if at == 0 { " order by " } else { ", " });
            self.order(query, order);
        }
    }

    fn limits(&mut self, query: &QueryData) {
        if query.limit.is_some() || query.offset.is_some() {
            let parameter = self.parameter();
            self.push(" limit ").push(&parameter);
        }
        if query.offset.is_some() {
            let parameter = self.parameter();
            self.push(" offset ").push(&parameter);
        }
    }

    fn list(&mut self, start: &str, expressions: &[Expression]) {
        for (at, expression) in expressions.iter().enumerate() {
            self.push(if at == 0 { start } else { ", " });
            self.expression(expression);
        }
    }

    fn name_of(&self, source: SourceRef) -> String {
        let frame = self.frames.last();
        let found = frame.and_then(|frame| frame.iter().find(|(known, _)| *known == source));
        found.map_or_else(|| qualifier(self.syntax, source.table), |(_, name)| name.clone())
    }

    /// `"user"."email"`. Qualified, because in ORDER BY a plain name is the output column, which may be a cast.
    fn column(&mut self, column: ColumnRef) -> String {
        let frames = self.frames.iter().rev().skip(usize::from(column.outer));
        let mut sources = frames.flatten();
        let Some((_, name)) = sources.find(|(known, _)| *known == column.source) else {
            let is_set = self
                .frames
                .last()
                .is_some_and(|frame| frame.iter().any(|(known, _)| *known == OUTPUTS));
            if is_set {
                self.fail(not_given(column));
                return String::new();
            }
            self.fail(format!(
                "the column `{}` is of the table `{}`, which is not in the query: join it first",
                column.description().name,
                column.source.table.name
            ));
            return String::new();
        };
        format!("{name}.{}", quoted(column.description().name))
    }

    fn order(&mut self, query: &QueryData, order: &OrderData) {
        self.ordered(order, never_null(query, &order.expression));
    }

    fn window_order(&mut self, order: &OrderData) {
        self.ordered(order, false);
    }

    fn ordered(&mut self, order: &OrderData, never_null: bool) {
        self.expression(&order.expression);
        self.push(if order.descending { " desc" } else { " asc" });
        // A column that is never NULL is left without the last words, with which SQLite would not use an index.
        if !never_null {
            self.push(if order.nulls_first {
                " nulls first"
            } else {
                " nulls last"
            });
        }
    }
}

/// Whether a value that is ordered by is never NULL.
pub(super) fn never_null(query: &QueryData, expression: &Expression) -> bool {
    match expression {
        Expression::Column(column) => !column.description().nullable && !query.may_be_missing(column.source),
        Expression::CountRows | Expression::Aggregate(Aggregate::Count | Aggregate::CountDistinct, _) => true,
        _ => false,
    }
}
