//! SQLite.

mod authored;
mod capabilities;
mod cast;
mod form;
mod grammar;
mod introspect;
mod lower;
mod neutral;
mod plan;
mod sample;
mod steps;
mod value;

use crate::catalog::{Catalog, Column, ColumnType, Expression, ObjectName, Pair};
use crate::diagnostic::Diagnostics;
use crate::dialect::{
    AuthoredDefault, AuthoredType, Beside, Capabilities, CastVerdict, ColumnContext, Dialect, DialectName, InStep,
    Introspected, InvalidAnswer, PhysicalColumn, Reform, Sample, Scratch, Syntax, Version,
};
use crate::diff::Change;
use crate::plan::Plan;
use crate::plan::graph::Cycle;
use crate::schema::Scalar;
pub use plan::plan;

/// A database that no file holds.
const MEMORY: &str = "sqlite::memory:";

/// SQLite 3.35 (the first with `RETURNING` and `DROP COLUMN`) and later.
#[derive(Debug)]
pub struct Sqlite;

impl Dialect for Sqlite {
    fn name(&self) -> DialectName {
        DialectName::Sqlite
    }

    fn oldest_version(&self) -> Version {
        Version::new(3, 35, 0)
    }

    fn default_version(&self) -> Version {
        Version::new(3, 40, 0)
    }

    fn newest_version(&self) -> Version {
        Version::new(3, 54, 0)
    }

    fn versions(&self) -> Vec<Version> {
        (35..=54).map(|minor| Version::new(3, minor, 0)).collect()
    }

    fn capabilities(&self, min_version: Version) -> Capabilities {
        capabilities::of(min_version)
    }

    fn unparsed_templates(&self) -> &'static [(&'static str, &'static str)] {
        steps::UNPARSED
    }

    fn plan(&self, pair: Pair<&Catalog>, changes: &[Change], capabilities: &Capabilities) -> Result<Plan, Cycle> {
        Ok(plan(pair, changes, capabilities))
    }

    fn cast(&self, previous: &ColumnType, next: &ColumnType) -> CastVerdict {
        cast::cast(previous, next)
    }

    fn misfit(&self, value: &str, previous: &ColumnType, next: &ColumnType) -> Option<String> {
        cast::misfit(value, previous, next)
    }

    fn reform(&self, previous: &str, next: &str, column: &str) -> Option<Reform> {
        form::reform(previous, next, &self.quote_identifier(column))
    }

    fn is_volatile(&self, expression: &str) -> bool {
        value::is_volatile(expression)
    }

    fn is_constant(&self, expression: &str) -> bool {
        crate::dialect::value::is_constant(expression, self.parser())
    }

    fn changes_values(&self, columns: Pair<&Column>) -> bool {
        let Pair { previous, next } = columns;
        let forms = previous.form.as_deref().zip(next.form.as_deref());
        previous.r#type != next.r#type
            || forms.is_some_and(|(from, to)| from != to && self.reform(from, to, &next.name).is_some())
    }

    fn conversion(&self, columns: Pair<&Column>) -> Option<String> {
        let Pair { previous, next } = columns;
        let forms = previous.form.as_deref().zip(next.form.as_deref());
        let reformed = forms
            .filter(|(previous, next)| previous != next)
            .and_then(|(from, to)| self.reform(from, to, &previous.name));
        Some(reformed.map_or_else(|| self.quote_identifier(&previous.name), |reform| reform.sql))
    }

    fn in_step(&self, beside: &Beside<'_>) -> Result<InStep, String> {
        steps::in_step(beside)
    }

    fn neutral_value(&self, r#type: &ColumnType, form: Option<&str>) -> Option<&'static str> {
        neutral::neutral_value(r#type, form)
    }

    fn alike(&self, a: &ColumnType, b: &ColumnType) -> bool {
        cast::alike(a, b)
    }

    fn authored_type(&self, built_in: &str) -> AuthoredType {
        authored::r#type(built_in)
    }

    fn authored_default(&self, column: &Column, scalar: &Scalar, default: &Expression) -> AuthoredDefault {
        authored::default(column, scalar, default)
    }

    fn ignores_case(&self) -> bool {
        true
    }

    fn parser(&self) -> &'static dyn sqlparser::dialect::Dialect {
        &grammar::Grammar
    }

    fn syntax(&self) -> Syntax {
        Syntax {
            escape_strings: false,
            dollar_quotes: false,
            nested_comments: false,
            other_name_quotes: true,
            trigger_bodies: true,
            calls_name_columns: false,
            default_namespace: "main",
        }
    }

    /// SQLite has one namespace: the author's becomes a prefix, `sales.order_line` is `sales_order_line`.
    fn object_name(&self, namespace: Option<&str>, name: &str) -> ObjectName {
        match namespace {
            Some(namespace) => ObjectName::new(format!("{namespace}_{name}")),
            None => ObjectName::new(name),
        }
    }

    fn lower_column(&self, context: &ColumnContext<'_>, diagnostics: &mut Diagnostics) -> PhysicalColumn {
        lower::column(self, context, diagnostics)
    }

    fn client_command_prefix(&self) -> char {
        '.'
    }

    fn own_words(&self) -> &'static [&'static str] {
        &["autoincrement", "pragma", "rowid", "sqlite_sequence", "strftime"]
    }

    fn introspection_query(&self) -> &'static str {
        introspect::QUERY
    }

    fn introspection_setup(&self) -> &'static str {
        ""
    }

    fn read_introspection(&self, answer: &str) -> Result<Introspected, InvalidAnswer> {
        introspect::read(answer)
    }

    fn sample(&self, r#type: &ColumnType, row: usize) -> Option<Sample> {
        Some(sample::sample(r#type, row))
    }

    /// Arrays are kept as JSON.
    fn array_of(&self, element: &str) -> String {
        self.quote_text(&serde_json::json!([element]).to_string())
    }

    fn array_has_any(&self, array: &str, elements: &str) -> String {
        // A column that is no array, for all that SQLite knows: what is no JSON holds no element.
        format!(
            "CASE WHEN json_valid({array}) THEN \
             EXISTS (SELECT 1 FROM json_each({array}) AS \"element\" WHERE \"element\".\"value\" IN ({elements})) END"
        )
    }

    fn shown(&self, expression: &str) -> String {
        format!("quote({expression})")
    }

    fn version_query(&self) -> &'static str {
        "select sqlite_version()"
    }

    fn throwaway_url(&self) -> Option<&'static str> {
        Some(MEMORY)
    }

    fn scratch(&self, _: &str, _: &str) -> Scratch {
        Scratch {
            url: MEMORY.to_owned(),
            create: None,
            drop: None,
        }
    }
}
