//! Catalogs, written down briefly.

use codegen::catalog::{
    Action, Catalog, Check, Column, ColumnType, Deferrable, Enum, Expression, ForeignKey, Generated, Identity, Index,
    IndexKey, IndexPart, ObjectName, PrimaryKey, Table, TypeName, Unique,
};
use codegen::dialect::DialectName;

pub(crate) fn catalog(tables: impl IntoIterator<Item = TableBuilder>) -> Catalog {
    let mut catalog = Catalog::empty(DialectName::Sqlite);
    for TableBuilder(mut table) in tables {
        table.uniques.sort_by(|a, b| a.name.cmp(&b.name));
        table.checks.sort_by(|a, b| a.name.cmp(&b.name));
        table.foreign_keys.sort_by(|a, b| a.name.cmp(&b.name));
        table.indexes.sort_by(|a, b| a.name.cmp(&b.name));
        catalog.tables.insert(table.name.clone(), table);
    }
    catalog
}

/// The same catalog with an enum that is kept as text.
pub(crate) fn with_enum(mut catalog: Catalog, name: &str, values: &[&str]) -> Catalog {
    let name = ObjectName::new(name);
    let object = Enum {
        name: name.clone(),
        key: None,
        native: false,
        values: values.iter().map(|value| (*value).to_owned()).collect(),
        comment: None,
    };
    catalog.enums.insert(name, object);
    catalog
}

pub(crate) fn typed(name: &str, declared: &str) -> ColumnBuilder {
    ColumnBuilder(Column {
        name: name.to_owned(),
        key: None,
        r#type: ColumnType {
            r#type: TypeName::BuiltIn(declared.to_owned()),
            array: false,
        },
        text_enum: None,
        form: None,
        nullable: false,
        default: None,
        identity: None,
        generated: None,
        collation: None,
        comment: None,
    })
}

pub(crate) fn text(name: &str) -> ColumnBuilder {
    typed(name, "TEXT")
}

pub(crate) fn integer(name: &str) -> ColumnBuilder {
    typed(name, "INTEGER")
}

#[derive(Debug, Clone)]
pub(crate) struct ColumnBuilder(pub(crate) Column);

impl ColumnBuilder {
    pub(crate) fn nullable(mut self) -> Self {
        self.0.nullable = true;
        self
    }

    pub(crate) fn default(mut self, sql: &str) -> Self {
        self.0.default = Some(Expression::authored(sql));
        self
    }

    pub(crate) fn identity(mut self) -> Self {
        self.0.identity = Some(Identity::Always);
        self
    }

    pub(crate) fn generated(mut self, sql: &str, stored: bool) -> Self {
        self.0.generated = Some(Generated {
            expression: Expression::authored(sql),
            stored,
        });
        self
    }

    pub(crate) fn collation(mut self, name: &str) -> Self {
        self.0.collation = Some(name.to_owned());
        self
    }

    pub(crate) fn of_enum(mut self, name: &str) -> Self {
        self.0.text_enum = Some(ObjectName::new(name));
        self
    }
}

#[derive(Debug, Clone)]
pub(crate) struct TableBuilder(pub(crate) Table);

pub(crate) fn table(name: &str, columns: impl IntoIterator<Item = ColumnBuilder>) -> TableBuilder {
    TableBuilder(Table {
        name: ObjectName::new(name),
        key: None,
        comment: None,
        strict: false,
        without_rowid: false,
        partition_key: None,
        partition_of: None,
        inherits: Vec::new(),
        columns: columns.into_iter().map(|column| column.0).collect(),
        primary_key: None,
        uniques: Vec::new(),
        checks: Vec::new(),
        foreign_keys: Vec::new(),
        indexes: Vec::new(),
    })
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

impl TableBuilder {
    pub(crate) fn key(self, columns: &[&str]) -> Self {
        let name = format!("{}_pkey", self.0.name.name);
        self.named_key(&name, columns)
    }

    pub(crate) fn named_key(mut self, name: &str, columns: &[&str]) -> Self {
        self.0.primary_key = Some(PrimaryKey {
            name: name.to_owned(),
            columns: owned(columns),
        });
        self
    }

    pub(crate) fn unique(mut self, name: &str, columns: &[&str]) -> Self {
        self.0.uniques.push(Unique {
            name: name.to_owned(),
            columns: owned(columns),
            nulls_not_distinct: false,
            deferrable: None,
        });
        self
    }

    pub(crate) fn check(mut self, name: &str, sql: &str) -> Self {
        self.0.checks.push(Check {
            name: name.to_owned(),
            expression: Expression::authored(sql),
        });
        self
    }

    /// A foreign key named as names are derived: `post_user_id_fkey`.
    pub(crate) fn points(mut self, columns: &[&str], to: &str, referenced: &[&str], on_delete: Action) -> Self {
        self.0.foreign_keys.push(ForeignKey {
            name: format!("{}_{}_fkey", self.0.name.name, columns.join("_")),
            columns: owned(columns),
            references: ObjectName::new(to),
            referenced_columns: owned(referenced),
            on_delete,
            on_update: Action::NoAction,
            deferrable: None,
        });
        self
    }

    /// The last foreign key is looked at when the transaction ends.
    pub(crate) fn deferred(mut self) -> Self {
        let key = self.0.foreign_keys.last_mut().expect("a foreign key was added before");
        key.deferrable = Some(Deferrable::InitiallyDeferred);
        self
    }

    pub(crate) fn index(mut self, name: &str, columns: &[&str]) -> Self {
        let part = |column: &&str| IndexPart {
            key: IndexKey::Column((*column).to_owned()),
            descending: false,
            nulls: None,
            opclass: None,
            collation: None,
        };
        self.0.indexes.push(Index {
            name: name.to_owned(),
            parts: columns.iter().map(part).collect(),
            unique: false,
            nulls_not_distinct: false,
            method: None,
            include: Vec::new(),
            predicate: None,
        });
        self
    }

    /// What else is to be said of the last index.
    pub(crate) fn with_index(mut self, change: impl FnOnce(&mut Index)) -> Self {
        change(self.0.indexes.last_mut().expect("an index was added before"));
        self
    }

    pub(crate) fn strict(mut self) -> Self {
        self.0.strict = true;
        self
    }

    pub(crate) fn without_rowid(mut self) -> Self {
        self.0.without_rowid = true;
        self
    }
}
