//! From a SQLite database to a [`Catalog`].

mod statement;
mod tokens;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::catalog::names::{self, Label};
use crate::catalog::{
    Catalog, Check, Column, ColumnType, Dependency, Expression, ForeignKey, Generated, Identity, Index, IndexKey,
    IndexPart, ObjectId, ObjectName, PrimaryKey, SqlObject, Table, TypeName, Unique,
};
use crate::dialect::sqlite::Sqlite;
use crate::dialect::sqlite::lower::{default_clause, is_value_word};
use crate::dialect::{Dialect, DialectName, Introspected, InvalidAnswer};
use statement::{ColumnStatement, ForeignKeyStatement, IndexStatement, KeyStatement, TableStatement};
pub(super) use tokens::canonical;

/// Answers with one text, which [`read`] understands.
pub(super) const QUERY: &str = include_str!("query.sql");

/// Reads the answer to [`QUERY`].
pub(super) fn read(answer: &str) -> Result<Introspected, InvalidAnswer> {
    let answer: Answer = serde_json::from_str(answer)?;
    let mut unmodelled = Vec::new();
    let mut columns: BTreeMap<String, Vec<ColumnRow>> = BTreeMap::new();
    for row in answer.columns {
        columns.entry(row.table.clone()).or_default().push(row);
    }
    let kinds = answer.kinds.into_iter().map(|row| (row.name.clone(), row));
    let kinds: BTreeMap<String, KindRow> = kinds.collect();
    let mut tables = BTreeMap::new();
    let mut pending = Vec::new();
    let mut others = answer.others;
    for row in answer.tables {
        let kind = match kinds.get(&row.name) {
            Some(kind) if kind.kind == "table" => kind,
            Some(kind) if kind.kind == "virtual" => {
                others.push(OtherRow {
                    kind: "virtual table".to_owned(),
                    table: row.name.clone(),
                    name: row.name,
                    sql: row.sql,
                });
                continue;
            }
            // It comes and goes with its virtual table.
            Some(kind) if kind.kind == "shadow" => continue,
            kind => {
                let kind = kind.map_or("unknown", |row| &row.kind);
                unmodelled.push(format!("{kind} table {}", row.name));
                continue;
            }
        };
        let columns = columns.remove(&row.name).unwrap_or_default();
        let reading = TableReading::new(&row, kind, columns);
        unmodelled.extend(reading.oddities);
        pending.push((reading.table.name.clone(), reading.foreign_keys));
        tables.insert(reading.table.name.clone(), reading.table);
    }
    link(&mut tables, pending);
    read_indexes(&mut tables, answer.indexes, answer.index_parts);
    for table in tables.values_mut() {
        table.uniques.sort_by(|a, b| a.name.cmp(&b.name));
        table.checks.sort_by(|a, b| a.name.cmp(&b.name));
        table.foreign_keys.sort_by(|a, b| a.name.cmp(&b.name));
        table.indexes.sort_by(|a, b| a.name.cmp(&b.name));
    }
    unmodelled.sort();
    let mut catalog = Catalog::empty(DialectName::Sqlite);
    let objects = others.into_iter().map(|row| object(row, &tables));
    catalog.objects = objects.map(|object| (object.id.clone(), object)).collect();
    catalog.tables = tables;
    Ok(Introspected { catalog, unmodelled })
}

#[derive(Deserialize)]
struct Answer {
    tables: Vec<TableRow>,
    kinds: Vec<KindRow>,
    columns: Vec<ColumnRow>,
    indexes: Vec<IndexRow>,
    index_parts: Vec<IndexPartRow>,
    others: Vec<OtherRow>,
}

#[derive(Deserialize)]
struct TableRow {
    name: String,
    sql: String,
}

#[derive(Deserialize)]
struct KindRow {
    name: String,
    kind: String,
    strict: u8,
    without_rowid: u8,
}

#[derive(Deserialize)]
struct ColumnRow {
    table: String,
    number: i64,
    name: String,
    r#type: String,
    not_null: u8,
    default: Option<String>,
    /// 2 and 3 are generated columns, 1 the hidden ones of virtual tables.
    hidden: u8,
}

#[derive(Deserialize)]
struct IndexRow {
    name: String,
    table: String,
    sql: String,
}

#[derive(Deserialize)]
struct IndexPartRow {
    index: String,
    unique: u8,
    number: usize,
    column: Option<String>,
    descending: u8,
    collation: String,
}

#[derive(Deserialize)]
struct OtherRow {
    kind: String,
    name: String,
    table: String,
    sql: String,
}

/// A view, trigger or virtual table.
fn object(row: OtherRow, tables: &BTreeMap<ObjectName, Table>) -> SqlObject {
    let table = (row.kind == "trigger").then(|| ObjectName::new(row.table));
    let depends_on = table.iter().map(|name| {
        if tables.contains_key(name) {
            Dependency::Table(name.clone())
        } else {
            Dependency::Object(ObjectId {
                kind: "view".to_owned(),
                name: name.clone(),
                table: None,
            })
        }
    });
    SqlObject {
        depends_on: depends_on.collect(),
        take: {
            let word = row.kind.rsplit(' ').next().unwrap_or_default();
            format!(
                "DROP {} {}",
                word.to_ascii_uppercase(),
                Sqlite.quote_identifier(&row.name)
            )
        },
        id: ObjectId {
            kind: row.kind,
            name: ObjectName::new(row.name),
            table,
        },
        make: row.sql.trim_end().trim_end_matches(';').to_owned(),
        alter: None,
        shape: None,
        follows: BTreeSet::new(),
        needed_by: BTreeSet::new(),
    }
}

/// SQL as it stands in the database, with the one form of all its spellings.
fn expression(sql: String) -> Expression {
    Expression {
        canonical: Some(tokens::canonical(&sql)),
        authored: sql,
    }
}

/// A table without its indexes, and the foreign keys that wait for the tables they point at.
struct TableReading {
    table: Table,
    foreign_keys: Vec<(String, ForeignKeyStatement)>,
    oddities: Vec<String>,
}

impl TableReading {
    fn new(row: &TableRow, kind: &KindRow, mut columns: Vec<ColumnRow>) -> Self {
        columns.sort_by_key(|column| column.number);
        let statement = statement::table(&row.sql);
        let name = &row.name;
        // SQLite needs no names, and has no scheme for them: they get the ones that ours would have got.
        let mut taken = authored_names(&statement);
        let mut named = |authored: Option<String>, parts: &[&str], label| {
            authored.unwrap_or_else(|| names::free(&mut taken, true, name, parts, label))
        };
        let spelled = |wanted: &[String]| spelled_as_in(&columns, wanted);
        let mut oddities = statement.oddities;
        let keys = statement.primary_key.iter().chain(&statement.uniques);
        oddities.extend(keys.flat_map(|key| odd_parts(key, &statement.columns, &columns)));
        let primary_key = statement.primary_key.map(|key| PrimaryKey {
            name: named(key.name, &[], Label::PrimaryKey),
            columns: spelled(&key.columns),
        });
        let uniques = statement.uniques.into_iter().map(|unique| {
            let columns = spelled(&unique.columns);
            let parts: Vec<&str> = columns.iter().map(String::as_str).collect();
            let name = named(unique.name, &parts, Label::Unique);
            Unique {
                name,
                columns,
                nulls_not_distinct: false,
                deferrable: None,
            }
        });
        let uniques = uniques.collect();
        let checks = statement.checks.into_iter().map(|check| Check {
            name: named(check.name, check.column.as_deref().as_slice(), Label::Check),
            expression: expression(check.expression),
        });
        let checks = checks.collect();
        let foreign_keys = statement.foreign_keys.into_iter().map(|mut key| {
            key.columns = spelled(&key.columns);
            let parts: Vec<&str> = key.columns.iter().map(String::as_str).collect();
            let name = named(key.name.take(), &parts, Label::ForeignKey);
            (name, key)
        });
        let foreign_keys = foreign_keys.collect();
        let mut table = Table {
            name: ObjectName::new(row.name.clone()),
            key: None,
            comment: None,
            strict: kind.strict != 0,
            without_rowid: kind.without_rowid != 0,
            partition_key: None,
            partition_of: None,
            inherits: Vec::new(),
            columns: Vec::with_capacity(columns.len()),
            primary_key,
            uniques,
            checks,
            foreign_keys: Vec::new(),
            indexes: Vec::new(),
        };
        let mut statements = statement.columns;
        for row in columns {
            let place = statements
                .iter()
                .position(|column| column.name.eq_ignore_ascii_case(&row.name));
            let statement = place.map(|place| statements.swap_remove(place)).unwrap_or_default();
            let column = column(row, statement, &table);
            table.columns.push(column);
        }
        let oddities = (oddities.into_iter())
            .map(|oddity| format!("{oddity} of table {}", row.name))
            .collect();
        Self {
            table,
            foreign_keys,
            oddities,
        }
    }
}

/// What a key says of its columns that a catalog cannot.
fn odd_parts(key: &KeyStatement, statements: &[ColumnStatement], rows: &[ColumnRow]) -> Vec<String> {
    let own = |name: &str| {
        let column = (statements.iter()).find(|column| column.name.eq_ignore_ascii_case(name));
        column
            .and_then(|column| column.collation.as_deref())
            .unwrap_or("BINARY")
    };
    let key_of = |name: &str| format!("the key ({}) for {name}", key.columns.join(", "));
    let mut odd = Vec::new();
    for (name, collation) in &key.collations {
        if !own(name).eq_ignore_ascii_case(collation) {
            odd.push(format!("COLLATE {} in {}", collation.to_uppercase(), key_of(name)));
        }
    }
    // The order of the rowid, which is no index, is always the same.
    let is_integer = |name: &str| {
        (rows.iter()).any(|row| row.name.eq_ignore_ascii_case(name) && row.r#type.eq_ignore_ascii_case("integer"))
    };
    for name in &key.descending {
        if key.columns.len() > 1 || !is_integer(name) {
            odd.push(format!("DESC in {}", key_of(name)));
        }
    }
    odd
}

/// The names that the author gave to constraints, which derived ones must not meet.
fn authored_names(statement: &TableStatement) -> BTreeSet<String> {
    let keys = statement
        .primary_key
        .iter()
        .chain(&statement.uniques)
        .map(|key| &key.name);
    let checks = statement.checks.iter().map(|check| &check.name);
    let foreign_keys = statement.foreign_keys.iter().map(|key| &key.name);
    let names = keys.chain(checks).chain(foreign_keys).flatten();
    names.map(|name| name.to_ascii_lowercase()).collect()
}

/// Names of columns as the columns themselves spell them: capitals make no difference to SQLite.
fn spelled_as_in(columns: &[ColumnRow], wanted: &[String]) -> Vec<String> {
    let spelled = wanted.iter().map(|name| {
        let column = columns.iter().find(|column| column.name.eq_ignore_ascii_case(name));
        column.map_or_else(|| name.clone(), |column| column.name.clone())
    });
    spelled.collect()
}

fn column(row: ColumnRow, statement: ColumnStatement, table: &Table) -> Column {
    let is_sole_key = table
        .primary_key
        .as_ref()
        .is_some_and(|key| key.columns == [row.name.as_str()]);
    // Such a column is the rowid, which is never NULL.
    let is_rowid = is_sole_key && !table.without_rowid && row.r#type.eq_ignore_ascii_case("integer");
    Column {
        nullable: row.not_null == 0 && !is_rowid,
        name: row.name,
        key: None,
        r#type: ColumnType {
            r#type: TypeName::BuiltIn(row.r#type),
            array: false,
        },
        text_enum: None,
        form: None,
        default: row.default.map(|sql| expression(default_clause(&spelled_out(&sql)))),
        identity: statement.autoincrement.then_some(Identity::ByDefault),
        generated: statement
            .generated
            .filter(|_| matches!(row.hidden, 2 | 3))
            .map(|(sql, stored)| Generated {
                expression: expression(sql),
                stored,
            }),
        collation: statement
            .collation
            .map(|name| name.to_ascii_uppercase())
            .filter(|name| name != "BINARY"),
        comment: None,
    }
}

/// A default as SQL that means the same in brackets too: a name behind DEFAULT, in double quotes or none, is text
/// (sqlite.org/quirks.html, section 8, and `ccons ::= DEFAULT id` in parse.y), but in brackets a column.
fn spelled_out(default: &str) -> Cow<'_, str> {
    let text = default.trim();
    let is_word = |text: &str| {
        text.starts_with(|first: char| first.is_alphabetic() || first == '_')
            && text.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '$')
    };
    let in_quotes = || {
        let inner = text.strip_prefix('"')?.strip_suffix('"')?;
        let is_one = !inner.replace("\"\"", "").contains('"');
        is_one.then(|| inner.replace("\"\"", "\""))
    };
    let name = if is_word(text) && !is_value_word(text) {
        Some(text.to_owned())
    } else {
        in_quotes()
    };
    name.map_or(Cow::Borrowed(default), |name| Cow::Owned(Sqlite.quote_text(&name)))
}

/// Points foreign keys at tables and columns as those spell themselves; one that names no columns means the primary key.
fn link(tables: &mut BTreeMap<ObjectName, Table>, pending: Vec<(ObjectName, Vec<(String, ForeignKeyStatement)>)>) {
    struct Target {
        name: ObjectName,
        columns: Vec<String>,
        key: Vec<String>,
    }

    let targets = tables.values().map(|table| {
        let target = Target {
            name: table.name.clone(),
            columns: table.columns.iter().map(|column| column.name.clone()).collect(),
            key: table
                .primary_key
                .as_ref()
                .map_or_else(Vec::new, |key| key.columns.clone()),
        };
        (table.name.name.to_ascii_lowercase(), target)
    });
    let targets: BTreeMap<String, Target> = targets.collect();
    for (table, keys) in pending {
        let Some(table) = tables.get_mut(&table) else { continue };
        for (name, key) in keys {
            let target = targets.get(&key.references.to_ascii_lowercase());
            let referenced_columns = match target {
                Some(target) if key.referenced_columns.is_empty() => target.key.clone(),
                Some(target) => {
                    let spelled = key.referenced_columns.into_iter().map(|name| {
                        let column = target.columns.iter().find(|column| column.eq_ignore_ascii_case(&name));
                        column.cloned().unwrap_or(name)
                    });
                    spelled.collect()
                }
                None => key.referenced_columns,
            };
            table.foreign_keys.push(ForeignKey {
                name,
                columns: key.columns,
                // SQLite lets a key point at a table that is not there.
                references: target.map_or_else(|| ObjectName::new(key.references), |target| target.name.clone()),
                referenced_columns,
                on_delete: key.on_delete,
                on_update: key.on_update,
                deferrable: key.deferrable,
            });
        }
    }
}

fn read_indexes(tables: &mut BTreeMap<ObjectName, Table>, indexes: Vec<IndexRow>, rows: Vec<IndexPartRow>) {
    let mut parts: BTreeMap<String, Vec<IndexPartRow>> = BTreeMap::new();
    for row in rows {
        parts.entry(row.index.clone()).or_default().push(row);
    }
    for row in indexes {
        let Some(table) = tables.get_mut(&ObjectName::new(row.table)) else {
            continue;
        };
        let mut parts = parts.remove(&row.name).unwrap_or_default();
        parts.sort_by_key(|part| part.number);
        let unique = parts.first().is_some_and(|part| part.unique != 0);
        let statement = statement::index(&row.sql);
        let parts = parts
            .into_iter()
            .map(|part| index_part(part, &statement, table))
            .collect();
        table.indexes.push(Index {
            name: row.name,
            parts,
            unique,
            nulls_not_distinct: false,
            method: None,
            include: Vec::new(),
            predicate: statement.predicate.map(expression),
        });
    }
}

fn index_part(row: IndexPartRow, statement: &IndexStatement, table: &Table) -> IndexPart {
    let own = row
        .column
        .as_ref()
        .and_then(|name| table.column(name)?.collation.as_deref());
    let collation = Some(row.collation.to_ascii_uppercase());
    let collation = collation.filter(|name| name != own.unwrap_or("BINARY"));
    let key = match row.column {
        Some(name) => IndexKey::Column(name),
        None => IndexKey::Expression(expression(statement.parts.get(row.number).cloned().unwrap_or_default())),
    };
    IndexPart {
        key,
        descending: row.descending != 0,
        nulls: None,
        opclass: None,
        collation,
    }
}
