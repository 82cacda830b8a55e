//! Columns whose type is a domain: values of what it is made of, that meet its checks.

use crate::catalog::{Catalog, Check, Column, ColumnType, Expression, Table, TypeName};
use crate::statement::Domain;

/// The domain that is the type of a column.
fn of(catalog: &Catalog, column: &Column) -> Option<Domain> {
    let TypeName::BuiltIn(name) = &column.r#type.r#type else {
        return None;
    };
    let plain = |part: &str| part.trim_matches('"').to_owned();
    let (namespace, name) = match name.rsplit_once('.') {
        Some((namespace, name)) => (Some(plain(namespace)), plain(name)),
        None => (None, plain(name)),
    };
    let mut objects = catalog.objects.values().filter(|object| object.id.kind == "domain");
    let object = objects.find(|object| object.id.name.name == name && object.id.name.namespace == namespace)?;
    Domain::read(catalog.dialect.dialect(), &object.make)
}

/// The type that values of a column have in the end.
pub(super) fn shape(catalog: &Catalog, column: &Column) -> ColumnType {
    let base = of(catalog, column).map(|domain| domain.base);
    ColumnType {
        r#type: base.map_or_else(
            || column.r#type.r#type.clone(),
            |base| TypeName::BuiltIn(spelled(&base)),
        ),
        array: column.r#type.array,
    }
}

/// A type as the server spells it, of those that authors often write otherwise.
fn spelled(base: &str) -> String {
    const SYNONYMS: [(&str, &str); 9] = [
        ("bool", "boolean"),
        ("char", "character"),
        ("decimal", "numeric"),
        ("int", "integer"),
        ("int2", "smallint"),
        ("int4", "integer"),
        ("int8", "bigint"),
        ("timestamptz", "timestamp with time zone"),
        ("varchar", "character varying"),
    ];
    let base = base.to_ascii_lowercase();
    let name = base.split('(').next().unwrap_or_default().trim_end();
    match SYNONYMS.iter().find(|(synonym, _)| *synonym == name) {
        Some((_, known)) => format!("{known}{}", base[name.len()..].trim_start()),
        None => base,
    }
}

/// The checks of domains, as if they were the table's.
pub(super) fn checks(catalog: &Catalog, table: &Table) -> Vec<Check> {
    if catalog.objects.is_empty() {
        return Vec::new();
    }
    let dialect = catalog.dialect.dialect();
    let checks = table
        .columns
        .iter()
        .filter(|column| !column.r#type.array)
        .flat_map(|column| {
            let name = dialect.quote_identifier(&column.name);
            let checks = of(catalog, column).map(|domain| domain.checks).unwrap_or_default();
            checks.into_iter().map(move |check| Check {
                expression: Expression::authored(check.of(&name)),
                name: check.name,
            })
        });
    checks.collect()
}
