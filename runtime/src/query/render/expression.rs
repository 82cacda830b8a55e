//! The SQL of expressions.

use super::{Output, Writer};
use crate::model::TableColumn;
use crate::query::expression::{Aggregate, Case, Comparison, Expression, Function, Ranking};
use crate::query::order::OrderData;
use crate::query::shape::{is_null_test, one_parameter};
use crate::statement::{is_own_name, is_own_type};
use crate::value::Datum;

impl Writer {
    pub(super) fn expression(&mut self, expression: &Expression) {
        match expression {
            Expression::Column(column) => {
                let name = self.column(*column);
                self.push(&name);
            }
            Expression::Output(at, _) => {
                let name = self.output(*at);
                self.push(&name);
            }
            Expression::Level(None) => {
                self.push("0");
            }
            Expression::Level(Some(source)) => {
                let name = self.level(*source);
                self.push(&name);
            }
            Expression::Value(..) => self.operand(expression, None),
            Expression::Constant(value) => {
                self.push(if *value { "1 = 1" } else { "1 = 0" });
            }
            Expression::Compare(left, comparison, right) => self.comparison(left, *comparison, right),
            Expression::IsNull(of) => {
                self.expression(of);
                self.push(" is null");
            }
            Expression::In(of, values) => {
                self.expression(of);
                self.membership(of, values);
            }
            Expression::InRows(columns, lists) => self.rows_membership(columns, lists),
            Expression::InQuery(of, query) => {
                self.expression(of);
                self.push(" in (");
                self.query(query, Output::Values);
                self.push(")");
            }
            Expression::Exists(query) => {
                self.push("exists (");
                self.query(query, Output::Nothing);
                self.push(")");
            }
            Expression::Scalar(query) => {
                self.push("(");
                self.query(query, Output::Values);
                self.push(")");
            }
            Expression::Between(parts) => {
                let [of, least, most] = parts.as_ref();
                let like = of.values_of();
                self.expression(of);
                self.push(" between ");
                self.operand(least, like);
                self.push(" and ");
                self.operand(most, like);
            }
            Expression::Like(of, case, _) => self.like(of, *case),
            Expression::All(parts) => self.parts(parts, " and ", "1 = 1"),
            Expression::Any(parts) => self.parts(parts, " or ", "1 = 0"),
            Expression::Not(of) => {
                self.push("not (");
                self.expression(of);
                self.push(")");
            }
            Expression::Aggregate(aggregate, of) => self.aggregate(*aggregate, of, None),
            Expression::Ranking(_) => {
                self.fail(
                    "`row_number`, `rank` and `dense_rank` are over a window: write `.over(window().order_by(…))`",
                );
            }
            Expression::Over(of, partition, orders) => self.over(of, partition, orders),
            Expression::Case(ways, otherwise) => self.case(ways, otherwise.as_deref()),
            Expression::JsonText(of, _) => self.json_text(of),
            Expression::CountRows => {
                self.push("count(*)");
            }
            Expression::Call(function, parts) => self.call(*function, parts),
            Expression::Invalid(reason) => self.fail(reason.as_str()),
        }
    }

    /// An expression beside another one, whose type a parameter takes.
    pub(super) fn operand(&mut self, expression: &Expression, like: Option<&TableColumn>) {
        let Expression::Value(_, postgres_type) = expression else {
            return self.expression(expression);
        };
        let parameter = self.parameter();
        let value = match like {
            Some(column) if !self.syntax.casts || is_own_type(column) => parameter,
            Some(column) => format!("{parameter}::text::{}", column.postgres_type),
            None if !self.syntax.casts || is_own_name(postgres_type) => parameter,
            None => self.typed(&parameter, postgres_type),
        };
        self.push(&value);
    }

    /// A parameter that nothing beside it gives a type.
    pub(super) fn typed(&self, parameter: &str, postgres_type: &str) -> String {
        match (self.syntax.casts, is_own_name(postgres_type)) {
            (false, _) => parameter.to_owned(),
            (true, true) => format!("{parameter}::{postgres_type}"),
            (true, false) => format!("{parameter}::text::{postgres_type}"),
        }
    }

    pub(super) fn comparison(&mut self, left: &Expression, comparison: Comparison, right: &Expression) {
        self.expression(left);
        if is_null_test(comparison, right) {
            self.push(if comparison == Comparison::Equal {
                " is null"
            } else {
                " is not null"
            });
            return;
        }
        self.push(" ").push(comparison.sql()).push(" ");
        self.operand(right, left.values_of());
    }

    pub(super) fn parts(&mut self, parts: &[Expression], word: &str, none: &str) {
        self.push("(");
        if parts.is_empty() {
            self.push(none);
        }
        for (at, part) in parts.iter().enumerate() {
            if at > 0 {
                self.push(word);
            }
            self.expression(part);
        }
        self.push(")");
    }

    pub(super) fn membership(&mut self, of: &Expression, values: &[Datum<'static>]) {
        if !one_parameter(self.syntax, values) {
            let parameters: Vec<String> = values.iter().map(|_| self.parameter()).collect();
            self.push(&format!(" in ({})", parameters.join(", ")));
            return;
        }
        let parameter = self.parameter();
        let list = match of.values_of().filter(|column| !is_own_type(column)) {
            _ if !self.syntax.arrays => format!(" in (select value from json_each({parameter}))"),
            Some(column) => format!(" = any({parameter}::text[]::{}[])", column.postgres_type),
            None => format!(" = any({parameter})"),
        };
        self.push(&list);
    }

    /// One parameter for each column, whose lists are put side by side again.
    pub(super) fn rows_membership(&mut self, columns: &[Expression], lists: &[Vec<Datum<'static>>]) {
        self.push("(");
        for (at, column) in columns.iter().enumerate() {
            if at > 0 {
                self.push(", ");
            }
            self.expression(column);
        }
        self.push(") in (");
        let text = if self.syntax.arrays {
            let arrays: Vec<String> = columns
                .iter()
                .map(|column| {
                    let parameter = self.parameter();
                    match column.values_of() {
                        Some(column) if is_own_type(column) => format!("{parameter}::{}[]", column.postgres_type),
                        Some(column) => format!("{parameter}::text[]::{}[]", column.postgres_type),
                        None => parameter,
                    }
                })
                .collect();
            format!("select * from unnest({})", arrays.join(", "))
        } else if lists.iter().all(|list| one_parameter(self.syntax, list)) {
            let from: Vec<String> = (0..lists.len())
                .map(|at| {
                    let parameter = self.parameter();
                    let on = if at == 0 {
                        String::new()
                    } else {
                        format!(" on j{at}.key = j0.key")
                    };
                    format!("json_each({parameter}) j{at}{on}")
                })
                .collect();
            let values: Vec<String> = (0..lists.len()).map(|at| format!("j{at}.value")).collect();
            format!("select {} from {}", values.join(", "), from.join(" join "))
        } else {
            self.fail("rows with bytes in a key of several columns cannot be loaded by a relation on SQLite");
            String::new()
        };
        self.push(&text).push(")");
    }

    /// SQLite's LIKE ignores the case of ASCII letters, its GLOB does not: each does what PostgreSQL's two do.
    pub(super) fn like(&mut self, of: &Expression, case: Case) {
        self.expression(of);
        let parameter = self.parameter();
        let condition = match (self.syntax.like_matters_case, case) {
            (true, Case::Matters) => format!(" like {parameter}"),
            (true, Case::Ignored) => format!(" ilike {parameter}"),
            (false, Case::Matters) => format!(" glob {parameter}"),
            (false, Case::Ignored) => format!(" like {parameter} escape '\\'"),
        };
        self.push(&condition);
    }

    /// A value that nothing around it gives a type; else the expression.
    fn typed_value(&mut self, expression: &Expression) {
        match expression {
            Expression::Value(_, postgres_type) => {
                let parameter = self.parameter();
                let value = self.typed(&parameter, postgres_type);
                self.push(&value);
            }
            expression => self.expression(expression),
        }
    }

    fn case(&mut self, ways: &[(Expression, Expression)], otherwise: Option<&Expression>) {
        self.push("case");
        for (condition, value) in ways {
            self.push(" when ");
            self.expression(condition);
            self.push(" then ");
            self.typed_value(value);
        }
        if let Some(otherwise) = otherwise {
            self.push(" else ");
            self.typed_value(otherwise);
        }
        self.push(" end");
    }

    /// SQLite gives numbers for what is true and false, PostgreSQL the words of JSON.
    fn json_text(&mut self, of: &Expression) {
        if self.syntax.casts {
            self.push("(");
            self.expression(of);
            let key = self.parameter();
            self.push(&format!(" ->> {key}::text)"));
            return;
        }
        let start = self.sql.len();
        self.expression(of);
        let of = self.sql.split_off(start);
        let path = self.parameter();
        self.push(&format!(
            "case json_type({of}, {path}) when 'true' then 'true' when 'false' then 'false' \
             else cast(json_extract({of}, {path}) as text) end"
        ));
    }

    fn over(&mut self, of: &Expression, partition: &[Expression], orders: &[OrderData]) {
        let start = self.sql.len();
        self.list("partition by ", partition);
        for (at, order) in orders.iter().enumerate() {
            self.push(match (at, partition.is_empty()) {
                (0, true) => "order by ",
                (0, false) => " order by ",
                _ => ", ",
            });
            self.window_order(order);
        }
        let window = format!(" over ({})", self.sql.split_off(start));
        match of {
            Expression::Aggregate(aggregate, of) => self.aggregate(*aggregate, of, Some(&window)),
            Expression::Ranking(ranking) => {
                self.push(match ranking {
                    Ranking::RowNumber => "row_number()",
                    Ranking::Rank => "rank()",
                    Ranking::DenseRank => "dense_rank()",
                });
                self.push(&window);
            }
            of => {
                self.expression(of);
                self.push(&window);
            }
        }
    }

    pub(super) fn aggregate(&mut self, aggregate: Aggregate, of: &Expression, window: Option<&str>) {
        self.push(match aggregate {
            Aggregate::Count => "count(",
            Aggregate::CountDistinct => "count(distinct ",
            Aggregate::Sum => "sum(",
            Aggregate::Average | Aggregate::AverageDecimal => "avg(",
            Aggregate::Least => "min(",
            Aggregate::Greatest => "max(",
        });
        self.expression(of);
        self.push(")").push(window.unwrap_or_default());
        if self.syntax.casts && aggregate == Aggregate::Average {
            self.push("::float8");
        }
    }

    pub(super) fn call(&mut self, function: Function, parts: &[Expression]) {
        if let Some((start, end)) = self.around(function) {
            self.push(start);
            for part in parts {
                self.expression(part);
            }
            self.push(end);
            return;
        }
        let (start, between) = match function {
            Function::Coalesce => ("coalesce(", ", "),
            Function::Lower => ("lower(", ", "),
            Function::Upper => ("upper(", ", "),
            Function::Add => ("(", " + "),
            Function::Subtract => ("(", " - "),
            Function::Multiply => ("(", " * "),
            Function::Divide => ("(", " / nullif("),
            Function::Concat => ("(", " || "),
            Function::Replace => ("replace(", ", "),
            Function::Substring => ("substr(", ", "),
            Function::Trim => ("trim(", ", "),
            Function::Length => ("length(", ", "),
            _ => ("abs(", ", "),
        };
        let like = parts.first().and_then(Expression::values_of);
        self.push(start);
        for (at, part) in parts.iter().enumerate() {
            if at > 0 {
                self.push(between);
            }
            if matches!(function, Function::Divide | Function::Substring) {
                self.typed_value(part);
            } else {
                self.operand(part, like);
            }
        }
        self.push(if function == Function::Divide { ", 0))" } else { ")" });
    }

    /// What stands around the one part of a function that each database writes in its own way.
    fn around(&self, function: Function) -> Option<(&'static str, &'static str)> {
        Some(match (function, self.syntax.casts) {
            (Function::ToText | Function::TruthToText, true) => ("(", ")::text"),
            (Function::ToText, false) => ("cast(", " as text)"),
            (Function::ToFloat, true) => ("(", ")::float8"),
            (Function::ToFloat, false) => ("cast(", " as real)"),
            (Function::ToInteger, true) => ("(", ")::int4"),
            (Function::ToLarge, true) => ("(", ")::int8"),
            (Function::ToDecimal, true) => ("(", ")::numeric"),
            // What is true is 1 there already, and a number has no width.
            (Function::ToInteger | Function::ToLarge | Function::ToDecimal | Function::TruthToLarge, false) => {
                ("(", ")")
            }
            (Function::TruthToLarge, true) => ("(", ")::int4::int8"),
            (Function::ToTruth, _) => ("(", " <> 0)"),
            (Function::TruthToText, false) => ("case ", " when 1 then 'true' when 0 then 'false' end"),
            (Function::ToDay, true) => ("(", ")::date"),
            (Function::InstantToDay, true) => ("(", " at time zone 'UTC')::date"),
            (Function::ToDay | Function::InstantToDay, false) => ("substr(", ", 1, 10)"),
            (Function::Year, true) => ("extract(year from ", ")::int4"),
            (Function::Month, true) => ("extract(month from ", ")::int4"),
            (Function::Day, true) => ("extract(day from ", ")::int4"),
            (Function::InstantYear, true) => ("extract(year from ", " at time zone 'UTC')::int4"),
            (Function::InstantMonth, true) => ("extract(month from ", " at time zone 'UTC')::int4"),
            (Function::InstantDay, true) => ("extract(day from ", " at time zone 'UTC')::int4"),
            // All three stand in their text form, in which a day is always written alike.
            (Function::Year | Function::InstantYear, false) => ("cast(substr(", ", 1, 4) as integer)"),
            (Function::Month | Function::InstantMonth, false) => ("cast(substr(", ", 6, 2) as integer)"),
            (Function::Day | Function::InstantDay, false) => ("cast(substr(", ", 9, 2) as integer)"),
            _ => return None,
        })
    }
}
