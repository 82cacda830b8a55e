//! A catalog and hints of a model, as lowering would make them.

use std::collections::BTreeMap;

use codegen::catalog::{
    Action, Catalog, Check, Column, ColumnType, Enum, Expression, ForeignKey, Hints, Index, IndexKey, IndexPart,
    ObjectName, PrimaryKey, RenameHint, Table, TypeName, Unique,
};
use codegen::dialect::DialectName;

use super::model::{self, Id, IndexKind, Kind, Model};

pub(super) fn catalog(model: &Model, dialect: DialectName) -> Catalog {
    let builder = Builder { model, dialect };
    let mut catalog = Catalog::empty(dialect);
    for object in model.enums.values() {
        let name = ObjectName::new(&*object.name);
        let values = object.values.iter().map(|(_, value)| value.clone()).collect();
        let native = builder.postgres();
        catalog.enums.insert(
            name.clone(),
            Enum {
                name,
                key: None,
                native,
                values,
                comment: None,
            },
        );
    }
    for table in model.tables.values() {
        let table = builder.table(table);
        catalog.tables.insert(table.name.clone(), table);
    }
    catalog
}

/// What an author would have to say.
pub(super) fn hints(previous: &Model, next: &Model, dialect: DialectName) -> Hints {
    let mut hints = Hints::default();
    for (id, table) in &next.tables {
        let to = ObjectName::new(&*table.name);
        let Some(before) = previous.tables.get(id) else {
            continue;
        };
        if before.name != table.name {
            let from = before.name.clone();
            hints.renamed.push(RenameHint::Table { from, to: to.clone() });
        }
        for (id, column) in &table.columns {
            let tightened = match before.columns.get(id) {
                Some(before) if before.name != column.name => {
                    hints.renamed.push(RenameHint::Column {
                        table: to.clone(),
                        from: before.name.clone(),
                        to: column.name.clone(),
                    });
                    before.nullable
                }
                Some(before) => before.nullable,
                None => !column.default,
            };
            if tightened && !column.nullable && !matches!(column.kind, Kind::Table(_)) {
                let sql = Builder { model: next, dialect }.literal(column.kind);
                hints.backfill.insert((to.clone(), column.name.clone()), sql);
            }
        }
    }
    for (id, object) in &next.enums {
        let to = ObjectName::new(&*object.name);
        let Some(before) = previous.enums.get(id) else { continue };
        if before.name != object.name {
            let from = before.name.clone();
            hints.renamed.push(RenameHint::Enum { from, to: to.clone() });
        }
        let values: BTreeMap<Id, &String> = before.values.iter().map(|(id, value)| (*id, value)).collect();
        for (id, value) in &object.values {
            if let Some(from) = values.get(id).filter(|from| **from != value) {
                hints.renamed.push(RenameHint::EnumValue {
                    enumeration: to.clone(),
                    from: (*from).clone(),
                    to: value.clone(),
                });
            }
        }
        let replaced = object
            .replaced
            .iter()
            .filter_map(|(from, id)| Some((from.clone(), object.value(*id)?.to_owned())));
        let replaced: BTreeMap<String, String> = replaced.collect();
        if !replaced.is_empty() {
            hints.replaced.insert(to, replaced);
        }
    }
    hints
}

#[derive(Clone, Copy)]
struct Builder<'a> {
    model: &'a Model,
    dialect: DialectName,
}

impl Builder<'_> {
    fn postgres(self) -> bool {
        self.dialect == DialectName::Postgres
    }

    fn quote(self, name: &str) -> String {
        self.dialect.dialect().quote_identifier(name)
    }

    fn table(self, model: &model::Table) -> Table {
        let mut table = Table {
            name: ObjectName::new(&*model.name),
            key: None,
            comment: (model.comment && self.postgres()).then(|| "A table.".to_owned()),
            strict: false,
            without_rowid: false,
            partition_key: None,
            partition_of: None,
            inherits: Vec::new(),
            columns: vec![plain_column("id", self.built_in("bigint", "INTEGER"))],
            primary_key: Some(PrimaryKey {
                name: format!("{}_pkey", model.name),
                columns: vec!["id".to_owned()],
            }),
            uniques: Vec::new(),
            checks: Vec::new(),
            foreign_keys: Vec::new(),
            indexes: Vec::new(),
        };
        for column in model.columns.values() {
            self.column(model, column, &mut table);
        }
        if let Some(ids) = model.composite_unique {
            let columns: Vec<String> = ids.iter().map(|id| model.columns[id].name.clone()).collect();
            let name = format!("{}_{}_key", model.name, columns.join("_"));
            table.uniques.push(unique(name, columns));
        }
        table.uniques.sort_by(|a, b| a.name.cmp(&b.name));
        table.checks.sort_by(|a, b| a.name.cmp(&b.name));
        table.foreign_keys.sort_by(|a, b| a.name.cmp(&b.name));
        table.indexes.sort_by(|a, b| a.name.cmp(&b.name));
        table
    }

    fn column(self, model: &model::Table, column: &model::Column, table: &mut Table) {
        let derived = |ending: &str| format!("{}_{}_{ending}", model.name, column.name);
        let quoted = self.quote(&column.name);
        let mut physical = plain_column(&column.name, self.r#type(column.kind));
        physical.nullable = column.nullable;
        physical.default = column.default.then(|| Expression::authored(self.literal(column.kind)));
        physical.comment = (column.comment && self.postgres()).then(|| "A column.".to_owned());
        if let (Kind::Enum(id), false) = (column.kind, self.postgres()) {
            let object = &self.model.enums[&id];
            physical.text_enum = Some(ObjectName::new(&*object.name));
            let values: Vec<String> = object
                .values
                .iter()
                .map(|(_, value)| self.dialect.dialect().quote_text(value))
                .collect();
            let sql = format!("{quoted} in ({})", values.join(", "));
            table.checks.push(check(derived("check"), sql));
        } else if column.check {
            let sql = match column.kind {
                Kind::Short | Kind::Long | Kind::Text => format!("length({quoted}) > 0"),
                Kind::Date => format!("{quoted} > '1900-01-01'"),
                _ => format!("{quoted}>=0"),
            };
            table.checks.push(check(derived("check"), sql));
        }
        if column.unique {
            table.uniques.push(unique(derived("key"), vec![column.name.clone()]));
        }
        if let Kind::Table(id) = column.kind {
            table.foreign_keys.push(ForeignKey {
                name: derived("fkey"),
                columns: vec![column.name.clone()],
                references: ObjectName::new(&*self.model.tables[&id].name),
                referenced_columns: vec!["id".to_owned()],
                on_delete: if column.cascade {
                    Action::Cascade
                } else {
                    Action::default()
                },
                on_update: Action::default(),
                deferrable: None,
            });
        }
        if let Some(kind) = column.index {
            let lower = || Expression::authored(format!("lower({quoted})"));
            let predicate = || Expression::authored(format!("{quoted} is not null"));
            let key = match kind {
                IndexKind::Expression => IndexKey::Expression(lower()),
                IndexKind::Plain | IndexKind::Partial => IndexKey::Column(column.name.clone()),
            };
            table
                .indexes
                .push(index(derived("idx"), key, (kind == IndexKind::Partial).then(predicate)));
        }
        table.columns.push(physical);
    }

    fn built_in(self, postgres: &str, sqlite: &str) -> ColumnType {
        let word = if self.postgres() { postgres } else { sqlite };
        ColumnType {
            r#type: TypeName::BuiltIn(word.to_owned()),
            array: false,
        }
    }

    fn r#type(self, kind: Kind) -> ColumnType {
        match kind {
            Kind::SmallInt => self.built_in("smallint", "INTEGER"),
            Kind::Integer => self.built_in("integer", "INTEGER"),
            Kind::BigInt | Kind::Table(_) => self.built_in("bigint", "INTEGER"),
            Kind::Numeric => self.built_in("numeric", "NUMERIC"),
            Kind::Short => self.built_in("character varying(20)", "TEXT"),
            Kind::Long => self.built_in("character varying(80)", "TEXT"),
            Kind::Boolean => self.built_in("boolean", "INTEGER"),
            Kind::Date => self.built_in("date", "TEXT"),
            Kind::Enum(id) if self.postgres() => ColumnType {
                r#type: TypeName::Enum(ObjectName::new(&*self.model.enums[&id].name)),
                array: false,
            },
            Kind::Text | Kind::Enum(_) => self.built_in("text", "TEXT"),
        }
    }

    /// A value of a kind, as SQL.
    fn literal(self, kind: Kind) -> String {
        match kind {
            Kind::SmallInt | Kind::Integer | Kind::BigInt | Kind::Numeric | Kind::Table(_) => "7".to_owned(),
            Kind::Short | Kind::Long | Kind::Text => "'x'".to_owned(),
            Kind::Boolean => if self.postgres() { "true" } else { "1" }.to_owned(),
            Kind::Date => "'2020-02-20'".to_owned(),
            Kind::Enum(id) => {
                let object = &self.model.enums[&id];
                let text = self.dialect.dialect().quote_text(&object.values[0].1);
                // Written out, as `pg_get_expr` has it: the cast must follow a rename of the type.
                let namespace = self.dialect.dialect().type_namespace(&object.name);
                match namespace {
                    _ if !self.postgres() => text,
                    Some(namespace) => format!("{text}::{}.{}", self.quote(namespace), self.quote(&object.name)),
                    None => format!("{text}::{}", self.quote(&object.name)),
                }
            }
        }
    }
}

fn plain_column(name: &str, r#type: ColumnType) -> Column {
    Column {
        name: name.to_owned(),
        key: None,
        r#type,
        text_enum: None,
        form: None,
        nullable: false,
        default: None,
        identity: None,
        generated: None,
        collation: None,
        comment: None,
    }
}

fn unique(name: String, columns: Vec<String>) -> Unique {
    Unique {
        name,
        columns,
        nulls_not_distinct: false,
        deferrable: None,
    }
}

fn check(name: String, sql: String) -> Check {
    Check {
        name,
        expression: Expression::authored(sql),
    }
}

fn index(name: String, key: IndexKey, predicate: Option<Expression>) -> Index {
    Index {
        name,
        parts: vec![IndexPart {
            key,
            descending: false,
            nulls: None,
            opclass: None,
            collation: None,
        }],
        unique: false,
        nulls_not_distinct: false,
        method: None,
        include: Vec::new(),
        predicate,
    }
}
