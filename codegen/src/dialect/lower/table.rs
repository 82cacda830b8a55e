//! A table with its columns, constraints and indexes.

use std::collections::BTreeSet;

use crate::catalog::{
    self, Check, Expression, ForeignKey, Generated, Index, IndexKey, IndexPart, Nulls, Partition, PartitionKey,
    PrimaryKey, Table, Unique,
};
use crate::dialect::lower::{ColumnContext, Lowering, differs};
use crate::schema::{self, ColumnId, TableId};

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
        Some(Table {
            key: differs(&table.key, &name.name),
            name,
            comment: self.comment(table.comment.as_ref()),
            strict: table.strict && self.capabilities.rowid_tables,
            without_rowid: table.without_rowid && self.capabilities.rowid_tables,
            partition_key: self.partition_key(table),
            partition_of: table.partition_of.as_ref().map(|of| Partition {
                parent: self.table_name(self.schema.table(of.parent)),
                bound: of.bound.clone(),
            }),
            inherits: (table.inherits.iter())
                .map(|parent| self.table_name(self.schema.table(*parent)))
                .collect(),
            columns,
            primary_key,
            uniques,
            checks,
            foreign_keys,
            indexes,
        })
    }

    /// Columns in order, and the checks that keep them to their logical types.
    fn columns(&mut self, id: TableId, table: &schema::Table) -> (Vec<catalog::Column>, Vec<Check>) {
        let mut columns = Vec::with_capacity(table.columns.len());
        let mut checks = Vec::new();
        let mut check_name = self.names.implied_checks(id);
        let key = table.primary_key.as_ref().map_or(&[][..], |key| &key.columns);
        // What it has of other tables is theirs.
        for (index, column) in table.columns.iter().enumerate().skip(table.inherited) {
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
                form: physical.form,
                nullable: column.nullable && !key.contains(&ColumnId(index))
                    || column.nullable_key && self.capabilities.nullable_keys,
                default: physical.default,
                identity: physical.identity,
                generated: self.generated(column),
                collation: column.collation.as_ref().and_then(|name| self.collation(name)),
                comment: self.comment(column.comment.as_ref()),
            });
        }
        (columns, checks)
    }

    fn partition_key(&self, table: &schema::Table) -> Option<PartitionKey> {
        let partitioning = table.partitioning.as_ref().filter(|found| self.is_here(found.only))?;
        let parts = partitioning.parts.iter().map(|part| self.index_part(table, part));
        Some(PartitionKey {
            by: partitioning.by,
            parts: parts.collect::<Option<_>>()?,
        })
    }

    fn generated(&self, column: &schema::Column) -> Option<Generated> {
        let generated = column.generated.as_ref()?;
        Some(Generated {
            expression: self.sql(&generated.expression)?,
            stored: generated.stored,
        })
    }

    /// Physical names of columns; none when one is only in the other database: what uses it is limited with it, or stands
    /// at it.
    fn column_names(&self, table: &schema::Table, columns: &[ColumnId]) -> Option<Vec<String>> {
        let columns = columns.iter().map(|id| table.column(*id));
        columns
            .map(|column| self.is_here(column.only).then(|| column.name.clone()))
            .collect()
    }

    fn primary_key(&self, id: TableId, table: &schema::Table) -> Option<PrimaryKey> {
        let key = table.primary_key.as_ref()?;
        let name = self.names.table(id).primary_key.clone()?;
        let columns = self.column_names(table, &key.columns)?;
        Some(PrimaryKey { name, columns })
    }

    fn uniques(&self, id: TableId, table: &schema::Table) -> Vec<Unique> {
        let mut uniques = Vec::with_capacity(table.uniques.len());
        for (index, unique) in table.uniques.iter().enumerate() {
            if !self.is_here(unique.only) {
                continue;
            }
            let Some(columns) = self.column_names(table, &unique.columns) else {
                continue;
            };
            uniques.push(Unique {
                name: self.names.table(id).uniques[index].clone(),
                columns,
                nulls_not_distinct: unique.nulls_not_distinct,
                deferrable: unique.deferrable,
            });
        }
        uniques
    }

    fn checks(&self, id: TableId, table: &schema::Table) -> Vec<Check> {
        let mut checks = Vec::with_capacity(table.checks.len());
        for (index, check) in table.checks.iter().enumerate() {
            let column_is_here = check.column.is_none_or(|id| self.is_here(table.column(id).only));
            if !self.is_here(check.only) || !column_is_here {
                continue;
            }
            if let Some(expression) = self.sql(&check.expression) {
                let name = self.names.table(id).checks[index].clone();
                checks.push(Check { name, expression });
            }
        }
        checks
    }

    /// Foreign keys, and which of the schema's each is.
    fn foreign_keys(&self, id: TableId, table: &schema::Table) -> (Vec<ForeignKey>, Vec<usize>) {
        let mut keys = Vec::with_capacity(table.foreign_keys.len());
        let mut owners = Vec::with_capacity(table.foreign_keys.len());
        for (index, key) in table.foreign_keys.iter().enumerate() {
            if !self.is_here(key.only) {
                continue;
            }
            let target = self.schema.table(key.references);
            let columns = self.column_names(table, &key.columns);
            let referenced_columns = self.column_names(target, &key.referenced_columns);
            let (Some(columns), Some(referenced_columns), true) =
                (columns, referenced_columns, self.is_here(target.only))
            else {
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

    fn indexes(&self, id: TableId, table: &schema::Table) -> Vec<Index> {
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

    fn index(&self, name: String, table: &schema::Table, index: &schema::Index) -> Option<Index> {
        let parts = index.parts.iter().map(|part| self.index_part(table, part));
        let parts = parts.collect::<Option<_>>()?;
        let include = self.column_names(table, &index.include)?;
        // The default method of both databases is not said.
        let method = index
            .method
            .clone()
            .filter(|method| !method.eq_ignore_ascii_case("btree"));
        let predicate = match &index.predicate {
            None => None,
            Some(sql) => Some(self.sql(sql)?),
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

    fn index_part(&self, table: &schema::Table, part: &schema::IndexPart) -> Option<IndexPart> {
        let key = match &part.key {
            schema::IndexKey::Column(id) => IndexKey::Column(self.column_names(table, &[*id])?.pop()?),
            schema::IndexKey::Expression(sql) => IndexKey::Expression(self.sql(sql)?),
        };
        let last_by_default = self.capabilities.nulls_last != part.descending;
        Some(IndexPart {
            key,
            descending: part.descending,
            nulls: part.nulls.filter(|nulls| (*nulls == Nulls::Last) != last_by_default),
            opclass: part.opclass.clone(),
            collation: part.collation.as_ref().and_then(|name| self.collation(name)),
        })
    }

    /// The collation in the database's spelling, unless it is the default one.
    fn collation(&self, name: &str) -> Option<String> {
        let Some(known) = self.capabilities.collations else {
            return Some(name.to_owned());
        };
        let position = known.iter().position(|known| known.eq_ignore_ascii_case(name))?;
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
