//! `[view.*]` and `[materialized_view.*]`: SQL, and what their models have.

use toml::de::DeValue;

use crate::document::column::Column;
use crate::document::reader::{Item, Reader, is_there, read_keys};
use crate::document::table::Table;
use crate::document::tracked::Tracked;
use crate::schema::TrackedKind;

impl Reader<'_> {
    /// `[view.KEY]` or `[materialized_view.KEY]`; with `columns` it has a model.
    pub(super) fn view(
        &mut self,
        item: Item<'_>,
        section: TrackedKind,
        module: Option<usize>,
    ) -> Option<(Tracked, Option<Table>)> {
        let table = self.table(item)?;
        let mut read = Tracked::new(section, item);
        let mut model = Table::new(item.key(), module);
        let mut of_model = None;
        let owner = format!("`[{}.*]`", section.section());
        read_keys!(self, table, &owner, item {
            "sql" => read.sql = self.sql(item),
            "drop" => read.drop = self.sql(item),
            "name" => read.name = self.string(item),
            "schema" => read.namespace = self.string(item),
            "depends_on" => read.depends_on = self.strings(item),
            "needed_by" => read.needed_by = self.strings(item),
            "only" => read.only = self.choice(item),
            "columns" => model.parts.columns = self.view_columns(item),
            "primary_key" => { of_model = Some(item); model.primary_key = self.primary_key(item) },
            "scope" => { of_model = Some(item); model.scope = self.string(item) },
            "rust_name" => { of_model = Some(item); model.rust_name = self.string(item) },
            "serde" => {
                of_model = Some(item);
                model.serde = self.choice(item).map(|serde| serde.value);
            },
        });
        self.require(table, "sql", &owner, item.key_span);
        if let Some(stray) = of_model {
            self.require(
                table,
                "columns",
                &format!("a view with `{}`", stray.key),
                stray.key_span,
            );
        }
        let has_model = is_there(table, "columns");
        model.table.clone_from(&read.name);
        model.namespace.clone_from(&read.namespace);
        model.only = read.only;
        Some((read, has_model.then_some(model)))
    }

    /// What a view gives. Nothing is made of it in the database, so a column has a type and what its field needs.
    fn view_columns(&mut self, item: Item<'_>) -> Vec<Column> {
        let Some(table) = self.table(item) else {
            return Vec::new();
        };
        let items = self.items(table);
        items.into_iter().map(|item| self.view_column(item)).collect()
    }

    fn view_column(&mut self, item: Item<'_>) -> Column {
        let DeValue::Table(table) = item.value else {
            return self.column(item);
        };
        let mut column = Column::new(item);
        read_keys!(self, table, "a column of a view", item {
            "type" => column.r#type = self.string(item),
            "nullable" => column.nullable = self.boolean(item),
            "primary_key" => column.primary_key = self.marked(item),
            "column" => column.column = self.string(item),
            "rust_name" => column.rust_name = self.string(item),
            "rust" => column.rust = self.string(item),
            "comment" => column.comment = self.string(item).map(|comment| comment.value),
            "secret" => column.secret = self.flag(item),
            "only" => column.only = self.choice(item),
        });
        self.require(table, "type", "a column of a view", item.key_span);
        column
    }
}
