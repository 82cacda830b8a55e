//! From the system catalogs of PostgreSQL to a [`Catalog`].

mod parts;

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::catalog::{
    Action, Catalog, Check, Column, ColumnType, Deferrable, Dependency, Enum, Expression, ForeignKey, Generated,
    Identity, Index, IndexKey, IndexPart, Nulls, ObjectId, ObjectName, PrimaryKey, SqlObject, SqlObjects, Table,
    TypeName, Unique,
};
use crate::dialect::{DialectName, Introspected, InvalidAnswer};
use parts::PartsRow;

/// Answers with one text, which [`read`] understands. Names and expressions are spelled as seen from `public`.
pub(super) const QUERY: &str = concat!(include_str!("objects.sql"), include_str!("introspect.sql"));

/// Reads the answer to [`QUERY`].
pub(super) fn read(answer: &str) -> Result<Introspected, InvalidAnswer> {
    let answer: Answer = serde_json::from_str(answer)?;
    let mut reader = Reader {
        places: BTreeMap::new(),
        column_names: BTreeMap::new(),
        unmodelled: answer
            .unmodelled
            .iter()
            .map(|object| format!("{} {}", object.kind, object.name))
            .collect(),
    };
    let mut catalog = Catalog::empty(DialectName::Postgres);
    catalog.namespaces = answer
        .namespaces
        .into_iter()
        .map(|row| (row.name, row.comment))
        .collect();
    catalog.enums = answer.enums.into_iter().map(enumeration).collect();
    let mut tables: Vec<Table> = Vec::with_capacity(answer.tables.len());
    let mut parts = Vec::with_capacity(answer.tables.len());
    for mut row in answer.tables {
        reader.places.insert(row.oid, tables.len());
        parts.push((row.oid, row.parts.take()));
        tables.push(table(row));
    }
    for row in answer.columns {
        if let Some(place) = reader.places.get(&row.table) {
            reader.column_names.insert((row.table, row.number), row.name.clone());
            if row.own {
                tables[*place].columns.push(column(row));
            }
        }
    }
    let names: Vec<ObjectName> = tables.iter().map(|table| table.name.clone()).collect();
    for (table, (oid, parts)) in tables.iter_mut().zip(parts) {
        reader.parts(table, oid, parts, &names);
    }
    for row in answer.constraints {
        if let Some(place) = reader.places.get(&row.table).copied() {
            reader.constraint(&mut tables[place], row, &names);
        }
    }
    for row in answer.indexes {
        if let Some(place) = reader.places.get(&row.table).copied() {
            reader.index(&mut tables[place], row);
        }
    }
    for mut table in tables {
        table.uniques.sort_by(|a, b| a.name.cmp(&b.name));
        table.checks.sort_by(|a, b| a.name.cmp(&b.name));
        table.foreign_keys.sort_by(|a, b| a.name.cmp(&b.name));
        table.indexes.sort_by(|a, b| a.name.cmp(&b.name));
        catalog.tables.insert(table.name.clone(), table);
    }
    catalog.objects = objects(answer.objects, answer.dependencies, |table| {
        reader.places.get(&table).map(|place| names[*place].clone())
    });
    let mut unmodelled = reader.unmodelled;
    unmodelled.sort();
    Ok(Introspected { catalog, unmodelled })
}

#[derive(Deserialize)]
struct Answer {
    namespaces: Vec<NamespaceRow>,
    enums: Vec<EnumRow>,
    tables: Vec<TableRow>,
    columns: Vec<ColumnRow>,
    constraints: Vec<ConstraintRow>,
    indexes: Vec<IndexRow>,
    objects: Vec<ObjectRow>,
    dependencies: Vec<DependencyRow>,
    unmodelled: Vec<UnmodelledRow>,
}

#[derive(Deserialize)]
struct NamespaceRow {
    name: String,
    comment: Option<String>,
}

#[derive(Deserialize)]
struct EnumRow {
    #[serde(flatten)]
    name: ObjectName,
    comment: Option<String>,
    /// None of an enum without values, which PostgreSQL allows.
    values: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct TableRow {
    oid: u32,
    #[serde(flatten)]
    name: ObjectName,
    comment: Option<String>,
    #[serde(flatten)]
    parts: PartsRow,
}

#[derive(Deserialize)]
#[serde(try_from = "ColumnTexts")]
struct ColumnRow {
    table: u32,
    number: i16,
    own: bool,
    name: String,
    r#type: String,
    array: bool,
    r#enum: Option<ObjectName>,
    not_null: bool,
    default: Option<String>,
    identity: String,
    generated: String,
    collation: Option<String>,
    comment: Option<String>,
}

/// What a [`ColumnRow`] comes as.
type ColumnTexts = [Option<String>; 14];

impl TryFrom<ColumnTexts> for ColumnRow {
    type Error = String;

    fn try_from(texts: ColumnTexts) -> Result<Self, String> {
        let [
            table,
            number,
            own,
            name,
            r#type,
            array,
            enum_namespace,
            enum_name,
            not_null,
            default,
            identity,
            generated,
            collation,
            comment,
        ] = texts;
        let there = |text: Option<String>| text.ok_or_else(|| "a column lacks what every column has".to_owned());
        let is = |text: Option<String>| text.as_deref() == Some("true");
        let is_number = |error: std::num::ParseIntError| error.to_string();
        Ok(Self {
            table: there(table)?.parse().map_err(is_number)?,
            number: there(number)?.parse().map_err(is_number)?,
            own: is(own),
            name: there(name)?,
            r#type: there(r#type)?,
            array: is(array),
            r#enum: enum_name.map(|name| ObjectName::in_namespace(enum_namespace, name)),
            not_null: is(not_null),
            default,
            identity: there(identity)?,
            generated: there(generated)?,
            collation,
            comment,
        })
    }
}

#[derive(Deserialize)]
struct ConstraintRow {
    table: u32,
    name: String,
    kind: String,
    columns: Option<Vec<i16>>,
    expression: Option<String>,
    deferrable: bool,
    deferred: bool,
    references: Option<u32>,
    referenced_columns: Option<Vec<i16>>,
    on_delete: String,
    on_update: String,
    nulls_not_distinct: bool,
    oddities: Vec<String>,
}

#[derive(Deserialize)]
struct IndexRow {
    table: u32,
    name: String,
    unique: bool,
    method: String,
    nulls_not_distinct: bool,
    parts: Vec<IndexPartRow>,
    predicate: Option<String>,
    oddities: Vec<String>,
}

#[derive(Deserialize)]
struct IndexPartRow {
    column: Option<i16>,
    expression: Option<String>,
    carried: bool,
    descending: bool,
    nulls_first: bool,
    opclass: Option<String>,
    collation: Option<String>,
}

#[derive(Deserialize)]
struct ObjectRow {
    number: u32,
    kind: String,
    #[serde(flatten)]
    name: ObjectName,
    table: Option<ObjectName>,
    make: String,
    take: String,
    alter: Option<String>,
    shape: Option<String>,
}

/// One of `number` (an object) and `table` needs one of `on_number` and `on_table`.
#[derive(Deserialize)]
struct DependencyRow {
    number: Option<u32>,
    table: Option<u32>,
    on_number: Option<u32>,
    on_table: Option<u32>,
    on_column: Option<String>,
}

#[derive(Deserialize)]
struct UnmodelledRow {
    kind: String,
    name: String,
}

/// SQL in the server's own form.
fn canonical(text: String) -> Expression {
    Expression {
        canonical: Some(text.clone()),
        authored: text,
    }
}

/// Objects as SQL, with what they need and what needs them.
fn objects(
    rows: Vec<ObjectRow>,
    dependencies: Vec<DependencyRow>,
    table: impl Fn(u32) -> Option<ObjectName>,
) -> SqlObjects {
    let mut ids = BTreeMap::new();
    let mut found: BTreeMap<u32, SqlObject> = BTreeMap::new();
    for row in rows {
        let id = ObjectId {
            kind: row.kind,
            name: row.name,
            table: row.table,
        };
        ids.insert(row.number, id.clone());
        let object = SqlObject {
            id,
            make: row.make,
            take: row.take,
            alter: row.alter,
            shape: row.shape,
            depends_on: BTreeSet::new(),
            follows: BTreeSet::new(),
            needed_by: BTreeSet::new(),
        };
        found.insert(row.number, object);
    }
    for row in dependencies {
        let on = row.on_number.and_then(|number| ids.get(&number));
        if let Some(number) = row.number {
            let needed = match (on, row.on_table.and_then(&table)) {
                (Some(id), _) => Some(Dependency::Object(id.clone())),
                (None, Some(name)) => Some(match row.on_column {
                    Some(column) => Dependency::Column(name, column),
                    None => Dependency::Table(name),
                }),
                (None, None) => None,
            };
            if let Some(object) = found.get_mut(&number) {
                object.depends_on.extend(needed);
            }
        } else if let (Some(object), Some(name)) = (
            row.on_number.and_then(|number| found.get_mut(&number)),
            row.table.and_then(&table),
        ) {
            object.needed_by.insert(name);
        }
    }
    found.into_values().map(|object| (object.id.clone(), object)).collect()
}

fn enumeration(row: EnumRow) -> (ObjectName, Enum) {
    let object = Enum {
        name: row.name.clone(),
        key: None,
        native: true,
        values: row.values.unwrap_or_default(),
        comment: row.comment,
    };
    (row.name, object)
}

fn table(row: TableRow) -> Table {
    Table {
        name: row.name,
        key: None,
        comment: row.comment,
        strict: false,
        without_rowid: false,
        partition_key: None,
        partition_of: None,
        inherits: Vec::new(),
        columns: Vec::new(),
        primary_key: None,
        uniques: Vec::new(),
        checks: Vec::new(),
        foreign_keys: Vec::new(),
        indexes: Vec::new(),
    }
}

fn column(row: ColumnRow) -> Column {
    let expression = row.default.map(canonical);
    let (default, generated) = match row.generated.as_str() {
        "s" | "v" => {
            let stored = row.generated == "s";
            (None, expression.map(|expression| Generated { expression, stored }))
        }
        _ => (expression, None),
    };
    Column {
        name: row.name,
        key: None,
        r#type: ColumnType {
            r#type: row.r#enum.map_or(TypeName::BuiltIn(row.r#type), TypeName::Enum),
            array: row.array,
        },
        text_enum: None,
        form: None,
        nullable: !row.not_null,
        default,
        identity: match row.identity.as_str() {
            "a" => Some(Identity::Always),
            "d" => Some(Identity::ByDefault),
            _ => None,
        },
        generated,
        collation: row.collation,
        comment: row.comment,
    }
}

/// `pg_constraint.confdeltype`, `confupdtype`.
fn action(letter: &str) -> Action {
    match letter {
        "r" => Action::Restrict,
        "c" => Action::Cascade,
        "n" => Action::SetNull,
        "d" => Action::SetDefault,
        _ => Action::NoAction,
    }
}

struct Reader {
    /// Where in the list each table is, by its number.
    places: BTreeMap<u32, usize>,
    column_names: BTreeMap<(u32, i16), String>,
    unmodelled: Vec<String>,
}

impl Reader {
    fn columns(&self, table: u32, numbers: &[i16]) -> Vec<String> {
        let names = numbers
            .iter()
            .filter_map(|number| self.column_names.get(&(table, *number)));
        names.cloned().collect()
    }

    fn report(&mut self, kind: &str, name: &str, table: &ObjectName, oddities: &[String]) {
        let reports = oddities
            .iter()
            .map(|oddity| format!("{oddity} of {kind} {name} on {table}"));
        self.unmodelled.extend(reports);
    }

    fn constraint(&mut self, table: &mut Table, row: ConstraintRow, names: &[ObjectName]) {
        self.report("constraint", &row.name, &table.name, &row.oddities);
        let columns = self.columns(row.table, row.columns.as_deref().unwrap_or_default());
        let deferrable = match (row.deferrable, row.deferred) {
            (false, _) => None,
            (true, false) => Some(Deferrable::InitiallyImmediate),
            (true, true) => Some(Deferrable::InitiallyDeferred),
        };
        match row.kind.as_str() {
            "p" => {
                table.primary_key = Some(PrimaryKey {
                    name: row.name,
                    columns,
                });
            }
            "u" => table.uniques.push(Unique {
                name: row.name,
                columns,
                nulls_not_distinct: row.nulls_not_distinct,
                deferrable,
            }),
            "c" => table.checks.push(Check {
                name: row.name,
                expression: canonical(row.expression.unwrap_or_default()),
            }),
            _ => {
                let target = row
                    .references
                    .and_then(|oid| Some((oid, names.get(*self.places.get(&oid)?)?)));
                let Some((oid, references)) = target else {
                    // It points at something that is no table of ours.
                    self.unmodelled
                        .push(format!("foreign key {} on {}", row.name, table.name));
                    return;
                };
                table.foreign_keys.push(ForeignKey {
                    name: row.name,
                    columns,
                    references: references.clone(),
                    referenced_columns: self.columns(oid, row.referenced_columns.as_deref().unwrap_or_default()),
                    on_delete: action(&row.on_delete),
                    on_update: action(&row.on_update),
                    deferrable,
                });
            }
        }
    }

    fn index(&mut self, table: &mut Table, row: IndexRow) {
        self.report("index", &row.name, &table.name, &row.oddities);
        let mut parts = Vec::with_capacity(row.parts.len());
        let mut include = Vec::new();
        for part in row.parts {
            let column = part
                .column
                .and_then(|number| self.column_names.get(&(row.table, number)));
            if part.carried {
                include.extend(column.cloned());
                continue;
            }
            let key = match column {
                Some(name) => IndexKey::Column(name.clone()),
                None => IndexKey::Expression(canonical(part.expression.unwrap_or_default())),
            };
            let nulls = match (part.descending, part.nulls_first) {
                (false, true) => Some(Nulls::First),
                (true, false) => Some(Nulls::Last),
                _ => None,
            };
            parts.push(IndexPart {
                key,
                descending: part.descending,
                nulls,
                opclass: part.opclass,
                collation: part.collation,
            });
        }
        table.indexes.push(Index {
            name: row.name,
            parts,
            unique: row.unique,
            nulls_not_distinct: row.nulls_not_distinct,
            method: Some(row.method).filter(|method| method != "btree"),
            include,
            predicate: row.predicate.map(canonical),
        });
    }
}
