//! Small catalogs, written down quickly.

use codegen::catalog::{
    Action, Catalog, Check, Column, ColumnType, Enum, Expression, ForeignKey, Generated, Index, IndexKey, IndexPart,
    ObjectName, PrimaryKey, Table, TypeName, Unique,
};
use codegen::dialect::DialectName;

pub(super) fn name(name: &str) -> ObjectName {
    ObjectName::new(name)
}

pub(super) fn postgres(tables: impl IntoIterator<Item = Table>) -> Catalog {
    catalog(DialectName::Postgres, tables)
}

pub(super) fn sqlite(tables: impl IntoIterator<Item = Table>) -> Catalog {
    catalog(DialectName::Sqlite, tables)
}

fn catalog(dialect: DialectName, tables: impl IntoIterator<Item = Table>) -> Catalog {
    let mut catalog = Catalog::empty(dialect);
    catalog.tables = tables.into_iter().map(|table| (table.name.clone(), table)).collect();
    catalog
}

/// A catalog with an enum: native on PostgreSQL.
pub(super) fn with_enum(mut catalog: Catalog, of: &str, values: &[&str]) -> Catalog {
    let object = Enum {
        name: name(of),
        key: None,
        native: catalog.dialect == DialectName::Postgres,
        values: values.iter().map(ToString::to_string).collect(),
        comment: None,
    };
    catalog.enums.insert(name(of), object);
    catalog
}

/// `name type`.
pub(super) fn column(text: &str) -> Column {
    let (name, r#type) = text.split_once(' ').expect("a name and a type");
    Column {
        name: name.to_owned(),
        key: None,
        r#type: built_in(r#type),
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

pub(super) fn built_in(text: &str) -> ColumnType {
    ColumnType {
        r#type: TypeName::BuiltIn(text.to_owned()),
        array: false,
    }
}

pub(super) fn of_enum(column_name: &str, of: &str) -> Column {
    Column {
        r#type: ColumnType {
            r#type: TypeName::Enum(name(of)),
            array: false,
        },
        ..column(&format!("{column_name} text"))
    }
}

pub(super) fn generated(text: &str, sql: &str) -> Column {
    Column {
        generated: Some(Generated {
            expression: Expression::authored(sql),
            stored: true,
        }),
        ..column(text)
    }
}

pub(super) fn with_default(text: &str, sql: &str) -> Column {
    Column {
        default: Some(Expression::authored(sql)),
        ..column(text)
    }
}

/// A table of columns that are written as in [`column`].
pub(super) fn table(of: &str, columns: &[&str]) -> Table {
    Table {
        name: name(of),
        key: None,
        comment: None,
        strict: false,
        without_rowid: false,
        partition_key: None,
        partition_of: None,
        inherits: Vec::new(),
        columns: columns.iter().map(|text| column(text)).collect(),
        primary_key: None,
        uniques: Vec::new(),
        checks: Vec::new(),
        foreign_keys: Vec::new(),
        indexes: Vec::new(),
    }
}

fn names(columns: &[&str]) -> Vec<String> {
    columns.iter().map(ToString::to_string).collect()
}

/// What a table may have besides columns.
pub(super) trait With {
    fn with(self, column: Column) -> Self;
    fn primary_key(self, name: &str, columns: &[&str]) -> Self;
    fn unique(self, name: &str, columns: &[&str]) -> Self;
    fn check(self, name: &str, sql: &str) -> Self;
    fn foreign_key(self, name: &str, columns: &[&str], references: &str, targets: &[&str]) -> Self;
    fn index(self, name: &str, key: &str, predicate: Option<&str>) -> Self;
}

impl With for Table {
    fn with(mut self, column: Column) -> Self {
        self.columns.push(column);
        self
    }

    fn primary_key(mut self, name: &str, columns: &[&str]) -> Self {
        self.primary_key = Some(PrimaryKey {
            name: name.to_owned(),
            columns: names(columns),
        });
        self
    }

    fn unique(mut self, name: &str, columns: &[&str]) -> Self {
        self.uniques.push(Unique {
            name: name.to_owned(),
            columns: names(columns),
            nulls_not_distinct: false,
            deferrable: None,
        });
        self.uniques.sort_by(|a, b| a.name.cmp(&b.name));
        self
    }

    fn check(mut self, name: &str, sql: &str) -> Self {
        self.checks.push(Check {
            name: name.to_owned(),
            expression: Expression::authored(sql),
        });
        self.checks.sort_by(|a, b| a.name.cmp(&b.name));
        self
    }

    fn foreign_key(mut self, name_of: &str, columns: &[&str], references: &str, targets: &[&str]) -> Self {
        self.foreign_keys.push(ForeignKey {
            name: name_of.to_owned(),
            columns: names(columns),
            references: name(references),
            referenced_columns: names(targets),
            on_delete: Action::default(),
            on_update: Action::default(),
            deferrable: None,
        });
        self.foreign_keys.sort_by(|a, b| a.name.cmp(&b.name));
        self
    }

    /// `key` is a column, or an expression if it has a parenthesis.
    fn index(mut self, name: &str, key: &str, predicate: Option<&str>) -> Self {
        let key = if key.contains('(') {
            IndexKey::Expression(Expression::authored(key))
        } else {
            IndexKey::Column(key.to_owned())
        };
        self.indexes.push(Index {
            name: name.to_owned(),
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
            predicate: predicate.map(Expression::authored),
        });
        self.indexes.sort_by(|a, b| a.name.cmp(&b.name));
        self
    }
}
