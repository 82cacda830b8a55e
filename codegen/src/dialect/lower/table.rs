//! A table with its columns, constraints and indexes.

use std::collections::BTreeSet;

use crate::catalog::{
    self, Check, Expression, ForeignKey, Generated, Index, IndexKey, IndexPart, Nulls, PrimaryKey, Table, Unique,
};
use crate::diagnostic::lower as message;
use crate::dialect::DialectName;
use crate::dialect::lower::{ColumnContext, Lowering, differs};
use crate::schema::{self, ColumnId, TableId};
use crate::source::Span;

impl Lowering<'_> {
    /// The table, unless it is only in the other database.
    pub(super) fn table(&mut self, index: usize) -> Option<Table> {
        let table = &self.schema.tables[index];
        if !self.is_here(table.only) {
            return None;
        }
        let id = TableId(index);
        let name = self.table_name(table);
        let (columns, mut checks) = self.columns(id, table);
        let primary_key = self.primary_key(id, table);
        let mut uniques = self.uniques(id, table);
        checks.extend(self.checks(id, table));
        let (mut foreign_keys, owners) = self.foreign_keys(id, table);
        let mut indexes = self.indexes(id, table);
        self.index_foreign_keys(id, &foreign_keys, &owners, primary_key.as_ref(), &uniques, &mut indexes);

        uniques.sort_by(|a, b| a.name.cmp(&b.name));
        checks.sort_by(|a, b| a.name.cmp(&b.name));
        foreign_keys.sort_by(|a, b| a.name.cmp(&b.name));
        indexes.sort_by(|a, b| a.name.cmp(&b.name));
        let strict = self.strict(table);
        Some(Table {
            key: differs(&table.key, &name.name),
            name,
            comment: self.comment(table.comment.as_ref()),
            strict,
            without_rowid: false,
            columns,
            primary_key,
            uniques,
            checks,
            foreign_keys,
            indexes,
        })
    }

    fn strict(&mut self, table: &schema::Table) -> bool {
        // `strict` is a setting of SQLite: it says nothing to another database.
        let asked = self.schema.database.sqlite_strict && self.dialect.name() == DialectName::Sqlite;
        if asked {
            self.need("`strict` tables", |facts| facts.strict_tables, table.span);
        }
        asked
    }

    /// Columns in order, and the checks that keep them to their logical types.
    fn columns(&mut self, id: TableId, table: &schema::Table) -> (Vec<catalog::Column>, Vec<Check>) {
        let mut columns = Vec::with_capacity(table.columns.len());
        let mut checks = Vec::new();
        let mut check_name = self.names.implied_checks(id);
        let key = table.primary_key.as_ref().map_or(&[][..], |key| &key.columns);
        for (index, column) in table.columns.iter().enumerate() {
            if !self.is_here(column.only) {
                continue;
            }
            let context = ColumnContext {
                schema: self.schema,
                table,
                column,
                capabilities: &self.capabilities,
            };
            let physical = self.dialect.lower_column(&context, self.diagnostics);
            for sql in physical.checks {
                let name = check_name(&table.name, &column.name);
                let expression = Expression::authored(sql);
                checks.push(Check { name, expression });
            }
            columns.push(catalog::Column {
                key: differs(&column.key, &column.name),
                name: column.name.clone(),
                r#type: physical.r#type,
                text_enum: physical.text_enum,
                nullable: column.nullable && !key.contains(&ColumnId(index)),
                default: physical.default,
                identity: physical.identity,
                generated: self.generated(column),
                collation: None,
                comment: self.comment(column.comment.as_ref()),
            });
        }
        (columns, checks)
    }

    fn generated(&mut self, column: &schema::Column) -> Option<Generated> {
        let generated = column.generated.as_ref()?;
        if generated.stored {
            self.need("stored generated columns", |facts| facts.stored_generated, column.span);
        } else {
            self.need(
                "virtual generated columns",
                |facts| facts.virtual_generated,
                column.span,
            );
        }
        let sql = self.sql(&generated.expression, "a generated column", column.span)?;
        Some(Generated {
            expression: Expression::authored(sql),
            stored: generated.stored,
        })
    }

    /// Physical names of columns. What stands only on columns of the other database goes with them (`None`); what stands
    /// on some is an error.
    fn column_names(
        &mut self,
        table: &schema::Table,
        columns: &[ColumnId],
        what: &str,
        span: Span,
    ) -> Option<Vec<String>> {
        let columns: Vec<_> = columns.iter().map(|id| table.column(*id)).collect();
        let here = columns.iter().filter(|column| self.is_here(column.only)).count();
        if here == 0 && !columns.is_empty() {
            return None;
        }
        if let Some(column) = columns.iter().find(|column| !self.is_here(column.only)) {
            let used = format!("column `{}`", column.key);
            self.diagnostics
                .push_once(message::absent(what, &used, self.dialect.name(), span, column.span));
            return None;
        }
        Some(columns.into_iter().map(|column| column.name.clone()).collect())
    }

    fn primary_key(&mut self, id: TableId, table: &schema::Table) -> Option<PrimaryKey> {
        let key = table.primary_key.as_ref()?;
        let name = self.names.table(id).primary_key.clone()?;
        let columns = self.column_names(table, &key.columns, "a primary key", key.span)?;
        Some(PrimaryKey { name, columns })
    }

    fn uniques(&mut self, id: TableId, table: &schema::Table) -> Vec<Unique> {
        let mut uniques = Vec::with_capacity(table.uniques.len());
        for (index, unique) in table.uniques.iter().enumerate() {
            if !self.is_here(unique.only) {
                continue;
            }
            let Some(columns) = self.column_names(table, &unique.columns, "a unique", unique.span) else {
                continue;
            };
            self.check_nulls_not_distinct(unique.nulls_not_distinct, unique.span);
            if unique.deferrable.is_some() {
                let feature = "deferrable unique constraints";
                self.need(feature, |facts| facts.deferrable_unique, unique.span);
            }
            uniques.push(Unique {
                name: self.names.table(id).uniques[index].clone(),
                columns,
                nulls_not_distinct: unique.nulls_not_distinct,
                deferrable: unique.deferrable,
            });
        }
        uniques
    }

    fn check_nulls_not_distinct(&mut self, asked: bool, span: Span) {
        if asked {
            self.need("`nulls_not_distinct`", |facts| facts.nulls_not_distinct, span);
        }
    }

    fn checks(&mut self, id: TableId, table: &schema::Table) -> Vec<Check> {
        let mut checks = Vec::with_capacity(table.checks.len());
        for (index, check) in table.checks.iter().enumerate() {
            let column_is_here = check.column.is_none_or(|id| self.is_here(table.column(id).only));
            if !self.is_here(check.only) || !column_is_here {
                continue;
            }
            if let Some(sql) = self.sql(&check.expression, "a check", check.span) {
                checks.push(Check {
                    name: self.names.table(id).checks[index].clone(),
                    expression: Expression::authored(sql),
                });
            }
        }
        checks
    }

    /// Foreign keys, and which of the schema's each is.
    fn foreign_keys(&mut self, id: TableId, table: &schema::Table) -> (Vec<ForeignKey>, Vec<usize>) {
        let mut keys = Vec::with_capacity(table.foreign_keys.len());
        let mut owners = Vec::with_capacity(table.foreign_keys.len());
        for (index, key) in table.foreign_keys.iter().enumerate() {
            if !self.is_here(key.only) {
                continue;
            }
            let Some(columns) = self.column_names(table, &key.columns, "a foreign key", key.span) else {
                continue;
            };
            let target = self.schema.table(key.references);
            if !self.is_here(target.only) {
                let used = format!("table `{}`", target.key);
                let name = self.dialect.name();
                self.diagnostics
                    .push_once(message::absent("a foreign key", &used, name, key.span, target.span));
                continue;
            }
            let referenced = self.column_names(target, &key.referenced_columns, "a foreign key", key.span);
            let Some(referenced_columns) = referenced else {
                let used = format!("the key of `{}`", target.key);
                let name = self.dialect.name();
                self.diagnostics
                    .push_once(message::absent("a foreign key", &used, name, key.span, target.span));
                continue;
            };
            owners.push(index);
            keys.push(ForeignKey {
                name: self.names.table(id).foreign_keys[index].clone(),
                columns,
                references: self.table_name(target),
                referenced_columns,
                on_delete: key.on_delete,
                on_update: key.on_update,
                deferrable: key.deferrable,
            });
        }
        (keys, owners)
    }

    fn indexes(&mut self, id: TableId, table: &schema::Table) -> Vec<Index> {
        let mut indexes = Vec::with_capacity(table.indexes.len());
        for (number, index) in table.indexes.iter().enumerate() {
            if !self.is_here(index.only) {
                continue;
            }
            let name = self.names.table(id).indexes[number].clone();
            indexes.extend(self.index(name, table, index));
        }
        indexes
    }

    fn index(&mut self, name: String, table: &schema::Table, index: &schema::Index) -> Option<Index> {
        let on = index.parts.iter().filter_map(|part| match part.key {
            schema::IndexKey::Column(id) => Some(id),
            schema::IndexKey::Expression(_) => None,
        });
        let on: Vec<ColumnId> = on.collect();
        if !on.is_empty() {
            self.column_names(table, &on, "an index", index.span)?;
        }
        let mut parts = Vec::with_capacity(index.parts.len());
        for part in &index.parts {
            parts.push(self.index_part(table, index, part)?);
        }
        self.check_nulls_not_distinct(index.nulls_not_distinct, index.span);
        let include = if index.include.is_empty() {
            Vec::new()
        } else {
            self.need("`include` in indexes", |facts| facts.index_include, index.span);
            self.column_names(table, &index.include, "an index", index.span)?
        };
        // The default method of both databases is not said.
        let method = index
            .method
            .clone()
            .filter(|method| !method.eq_ignore_ascii_case("btree"));
        if let Some(method) = &method {
            let feature = format!("index method `{method}`");
            self.need(&feature, |facts| facts.index_methods, index.span);
        }
        let predicate = match &index.predicate {
            None => None,
            Some(sql) => Some(Expression::authored(self.sql(
                sql,
                "the `where` of an index",
                index.span,
            )?)),
        };
        Some(Index {
            name,
            parts,
            unique: index.unique,
            nulls_not_distinct: index.nulls_not_distinct,
            method,
            include,
            predicate,
        })
    }

    fn index_part(
        &mut self,
        table: &schema::Table,
        index: &schema::Index,
        part: &schema::IndexPart,
    ) -> Option<IndexPart> {
        let key = match &part.key {
            schema::IndexKey::Column(id) => IndexKey::Column(table.column(*id).name.clone()),
            schema::IndexKey::Expression(sql) => {
                let sql = self.sql(sql, "an expression of an index", index.span)?;
                IndexKey::Expression(Expression::authored(sql))
            }
        };
        let last_by_default = self.capabilities.nulls_last != part.descending;
        let nulls = part.nulls.filter(|nulls| (*nulls == Nulls::Last) != last_by_default);
        if nulls.is_some() {
            let feature = "choice of where NULLs go in indexes";
            self.need(feature, |facts| facts.index_nulls, index.span);
        }
        if part.opclass.is_some() {
            self.need("operator classes", |facts| facts.index_opclasses, index.span);
        }
        Some(IndexPart {
            key,
            descending: part.descending,
            nulls,
            opclass: part.opclass.clone(),
            collation: self.collation(part.collation.as_ref(), index.span),
        })
    }

    /// The collation in the database's spelling, unless it is the default one.
    fn collation(&mut self, collation: Option<&String>, span: Span) -> Option<String> {
        let name = collation?;
        let Some(known) = self.capabilities.collations else {
            return Some(name.clone());
        };
        let Some(position) = known.iter().position(|known| known.eq_ignore_ascii_case(name)) else {
            self.diagnostics
                .push_once(message::collation_missing(name, self.dialect.name(), span));
            return None;
        };
        (position > 0).then(|| known[position].to_owned())
    }

    /// Adds an index to each foreign key that wants one and has none: deleting a row that is pointed at would otherwise
    /// read the whole table.
    fn index_foreign_keys(
        &self,
        id: TableId,
        keys: &[ForeignKey],
        owners: &[usize],
        primary_key: Option<&PrimaryKey>,
        uniques: &[Unique],
        indexes: &mut Vec<Index>,
    ) {
        for (key, owner) in keys.iter().zip(owners) {
            let Some(name) = &self.names.table(id).foreign_key_indexes[*owner] else {
                continue;
            };
            let wanted: BTreeSet<&str> = key.columns.iter().map(String::as_str).collect();
            let serves = |columns: &mut dyn Iterator<Item = &String>| {
                let first: BTreeSet<&str> = columns.take(wanted.len()).map(String::as_str).collect();
                first == wanted
            };
            let is_served = primary_key.is_some_and(|key| serves(&mut key.columns.iter()))
                || uniques.iter().any(|unique| serves(&mut unique.columns.iter()))
                || indexes.iter().any(|index| serves(&mut leading_columns(index)));
            if is_served {
                continue;
            }
            let parts = key.columns.iter().map(|column| IndexPart {
                key: IndexKey::Column(column.clone()),
                descending: false,
                nulls: None,
                opclass: None,
                collation: None,
            });
            indexes.push(Index {
                name: name.clone(),
                parts: parts.collect(),
                unique: false,
                nulls_not_distinct: false,
                method: None,
                include: Vec::new(),
                predicate: None,
            });
        }
    }
}

/// The columns by whose values an index finds any row; none of an index that holds only some rows or has no order.
fn leading_columns(index: &Index) -> impl Iterator<Item = &String> {
    let finds_all = index.predicate.is_none() && index.method.is_none();
    let parts = index.parts.iter().take_while(move |_| finds_all);
    parts.map_while(|part| match &part.key {
        IndexKey::Column(name) if part.collation.is_none() => Some(name),
        _ => None,
    })
}
