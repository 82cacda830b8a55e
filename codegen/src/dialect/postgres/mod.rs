//! PostgreSQL.

mod authored;
pub(in crate::dialect) mod built_in;
mod capabilities;
mod cast;
mod introspect;
mod lower;
mod neutral;
mod private_server;
mod row_security;
mod sample;
mod scratch;
mod server_statement;
mod steps;
mod value;

use crate::catalog::{Catalog, Column, ColumnType, Expression, ObjectName, Pair, SqlObject};
use crate::diagnostic::Diagnostics;
use crate::dialect::{
    AuthoredDefault, AuthoredType, Beside, Capabilities, CastVerdict, ColumnContext, Dialect, DialectName, InStep,
    Introspected, InvalidAnswer, OwnedRows, PhysicalColumn, PrivateServer, Sample, Scratch, Syntax, Version,
};
use crate::diff::Change;
use crate::plan::graph::Cycle;
use crate::plan::{Plan, Work};
use crate::schema::Scalar;
use cast::conversion;
pub use steps::plan;
pub(crate) use value::STEADY;

/// PostgreSQL 14 to 18.
#[derive(Debug)]
pub struct Postgres;

impl Dialect for Postgres {
    fn name(&self) -> DialectName {
        DialectName::Postgres
    }

    fn oldest_version(&self) -> Version {
        Version::new(14, 0, 0)
    }

    fn default_version(&self) -> Version {
        Version::new(14, 0, 0)
    }

    fn newest_version(&self) -> Version {
        Version::new(18, 0, 0)
    }

    fn versions(&self) -> Vec<Version> {
        (14..=18).map(|major| Version::new(major, 0, 0)).collect()
    }

    fn capabilities(&self, min_version: Version) -> Capabilities {
        capabilities::of(min_version)
    }

    fn unparsed_templates(&self) -> &'static [(&'static str, &'static str)] {
        steps::UNPARSED
    }

    fn plan(&self, pair: Pair<&Catalog>, changes: &[Change], capabilities: &Capabilities) -> Result<Plan, Cycle> {
        plan(pair, changes, capabilities)
    }

    fn cast(&self, previous: &ColumnType, next: &ColumnType) -> CastVerdict {
        cast::cast(previous, next)
    }

    fn misfit(&self, value: &str, previous: &ColumnType, next: &ColumnType) -> Option<String> {
        cast::misfit(value, previous, next)
    }

    fn is_volatile(&self, expression: &str) -> bool {
        value::is_volatile(expression)
    }

    fn is_constant(&self, expression: &str) -> bool {
        crate::dialect::value::is_constant(expression, self.parser())
    }

    fn changes_values(&self, columns: Pair<&Column>) -> bool {
        let Pair { previous, next } = columns;
        previous.r#type != next.r#type && conversion(&previous.r#type, &next.r#type) == Work::Rewrite
    }

    fn conversion(&self, columns: Pair<&Column>) -> Option<String> {
        let Pair { previous, next } = columns;
        let is_possible = self.cast(&previous.r#type, &next.r#type) != CastVerdict::Impossible;
        is_possible.then(|| steps::conversion_sql(previous, next))
    }

    fn in_step(&self, beside: &Beside<'_>) -> Result<InStep, String> {
        steps::in_step(beside)
    }

    fn neutral_value(&self, r#type: &ColumnType, _form: Option<&str>) -> Option<&'static str> {
        neutral::neutral_value(r#type)
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
        false
    }

    fn parser(&self) -> &'static dyn sqlparser::dialect::Dialect {
        &sqlparser::dialect::PostgreSqlDialect {}
    }

    fn syntax(&self) -> Syntax {
        Syntax {
            escape_strings: true,
            dollar_quotes: true,
            nested_comments: true,
            other_name_quotes: false,
            trigger_bodies: false,
            calls_name_columns: true,
            default_namespace: "public",
        }
    }

    fn object_name(&self, namespace: Option<&str>, name: &str) -> ObjectName {
        ObjectName::in_namespace(namespace.map(str::to_owned), name)
    }

    fn type_namespace(&self, name: &str) -> Option<&'static str> {
        built_in::hides(name).then_some(built_in::DEFAULT_NAMESPACE)
    }

    fn lower_column(&self, context: &ColumnContext<'_>, _: &mut Diagnostics) -> PhysicalColumn {
        lower::column(self, context)
    }

    fn row_security(&self, rows: &OwnedRows<'_>) -> Vec<SqlObject> {
        row_security::objects(rows)
    }

    fn row_security_names<'a>(&self, table: &'a ObjectName) -> Vec<(&'static str, &'a str)> {
        row_security::names(table).into()
    }

    fn client_command_prefix(&self) -> char {
        '\\'
    }

    fn own_words(&self) -> &'static [&'static str] {
        server_statement::OWN_WORDS
    }

    fn is_of_server(&self, statement: &str) -> bool {
        server_statement::is_of_server(self, statement)
    }

    fn introspection_query(&self) -> &'static str {
        introspect::QUERY
    }

    fn introspection_setup(&self) -> &'static str {
        // The query goes through whole catalogs once. Their sizes are guessed badly where nothing has counted them, and then
        // loops within loops are chosen, which take minutes; compiling it takes longer than running it does. Rows that are
        // counted in the same way are everybody's.
        "set local search_path to public; set local lock_timeout = '5s'; set local jit = off; \
         set local enable_nestloop = off; set local work_mem = '32MB'; set local tablesmith.unscoped = on"
    }

    fn read_introspection(&self, answer: &str) -> Result<Introspected, InvalidAnswer> {
        introspect::read(answer)
    }

    fn sample(&self, r#type: &ColumnType, row: usize) -> Option<Sample> {
        sample::sample(r#type, row)
    }

    fn array_of(&self, element: &str) -> String {
        self.quote_text(&format!("{{{}}}", lower::array_element(element)))
    }

    fn array_has_any(&self, array: &str, elements: &str) -> String {
        format!("CAST({array} AS text[]) && ARRAY[{elements}]")
    }

    fn array_has_only(&self, array: &str, elements: &str) -> Option<String> {
        Some(format!("{array} <@ array[{elements}]::text[]"))
    }

    fn insert_as_given(&self) -> &'static str {
        " OVERRIDING SYSTEM VALUE"
    }

    fn shown(&self, expression: &str) -> String {
        format!("quote_nullable(({expression})::text)")
    }

    fn version_query(&self) -> &'static str {
        "select split_part(current_setting('server_version'), ' ', 1)"
    }

    fn private_server(&self) -> Option<&'static PrivateServer> {
        Some(&private_server::PRIVATE)
    }

    fn scratch(&self, url: &str, name: &str) -> Scratch {
        let quoted = self.quote_identifier(name);
        Scratch {
            url: scratch::with_database(url, name),
            // template0, since copying a database that someone is connected to fails.
            create: Some(format!("create database {quoted} template template0")),
            drop: Some(format!("drop database if exists {quoted} with (force)")),
        }
    }
}
