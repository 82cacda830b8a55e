//! A random schema as `schema.toml`. What was there before under another name says so.

use std::fmt::Write as _;

use codegen::dialect::DialectName;

use super::model::{Column, Id, Index, Kind, Link, Schema, Table, Using};

/// The schema before, where there is one: the source of hints.
type Before<'a> = Option<&'a Schema>;

fn renamed(text: &mut String, was: Option<&String>, name: &String) {
    if let Some(was) = was.filter(|was| *was != name) {
        let _ = writeln!(text, "renamed_from = \"{was}\"");
    }
}

/// What becomes of rows that point at one that goes.
fn fate(variant: u32, nullable: bool) -> &'static str {
    match variant % 3 {
        0 => "cascade",
        1 if nullable => "set_null",
        _ => "restrict",
    }
}

fn deferrable(variant: u32) -> Option<&'static str> {
    match variant / 3 {
        1 => Some("initially_immediate"),
        2 => Some("initially_deferred"),
        _ => None,
    }
}

impl Schema {
    /// The schema as TOML, for one dialect.
    pub(super) fn toml(&self, dialect: DialectName, before: Before<'_>) -> String {
        let mut text = format!("[database]\nname = \"random\"\ndialects = [\"{dialect}\"]\n");
        for index in 0..self.enums.len() {
            self.enumeration_toml(&mut text, index, before);
        }
        for (index, table) in self.tables.iter().enumerate().filter(|(_, table)| !table.dropped) {
            let before = before.and_then(|before| before.tables.get(index));
            self.table_toml(&mut text, table, before, dialect);
        }
        text
    }

    fn enumeration_toml(&self, text: &mut String, index: usize, before: Before<'_>) {
        let object = &self.enums[index];
        let before = before.and_then(|before| before.enums.get(index));
        let was = |id: Id| {
            let values = before.into_iter().flat_map(|before| &before.values);
            values.filter(|(own, _)| *own == id).map(|(_, name)| name).next()
        };
        let values: Vec<_> = object
            .values
            .iter()
            .map(|(id, value)| match was(*id).filter(|was| *was != value) {
                Some(was) => format!("{{ name = \"{value}\", renamed_from = \"{was}\" }}"),
                None => format!("\"{value}\""),
            })
            .collect();
        let _ = writeln!(text, "\n[enum.{}]\nvalues = [{}]", object.name, values.join(", "));
        if let Some(number) = object.namespace {
            let _ = writeln!(text, "schema = \"ns{number}\"");
        }
        if object.text {
            text.push_str("storage = \"text\"\n");
        }
        let name = |id: Id| {
            object
                .values
                .iter()
                .find(|(own, _)| *own == id)
                .map_or("", |(_, name)| name.as_str())
        };
        let replaced: Vec<_> = (object.replaced.iter())
            .filter_map(|(from, to)| Some(format!("{} = \"{}\"", was(*from)?, name(*to))))
            .collect();
        if !replaced.is_empty() {
            let _ = writeln!(text, "replaced = {{ {} }}", replaced.join(", "));
        }
        if let Some(before) = before.filter(|before| before.name != object.name) {
            let _ = writeln!(text, "renamed_from = \"{}\"", before.name);
        }
    }

    fn table_toml(&self, text: &mut String, table: &Table, before: Option<&Table>, dialect: DialectName) {
        let _ = writeln!(text, "\n[table.{}]", table.name);
        if table.comment > 0 {
            let _ = writeln!(text, "comment = \"Comment {}.\"", table.comment);
        }
        if let Some(number) = table.namespace {
            let _ = writeln!(text, "schema = \"ns{number}\"");
        }
        if let Some(before) = before.filter(|before| before.name != table.name) {
            let _ = writeln!(text, "renamed_from = \"{}\"", before.name);
        }
        let is_wide = table.part == Some(true);
        if table.key == 4 {
            text.push_str("primary_key = [\"first\", \"second\"]\n");
        } else if is_wide {
            text.push_str("primary_key = [\"id\", \"part\"]\n");
        }
        let _ = writeln!(text, "[table.{}.columns]", table.name);
        let unique = if is_wide { "unique = true" } else { "primary_key = true" };
        let _ = match table.key {
            0 => writeln!(text, "id = {{ type = \"text\", default = \"nanoid()\", {unique} }}"),
            1 => writeln!(text, "id = {{ type = \"bigint\", {unique} }}"),
            5 => writeln!(text, "id = {{ type = \"integer\", {unique} }}"),
            2 => writeln!(text, "id = {{ type = \"bigint\", identity = true, {unique} }}"),
            3 => writeln!(text, "id = {{ type = \"uuid\", default = \"uuid()\", {unique} }}"),
            _ => writeln!(text, "first = \"integer\"\nsecond = \"text\""),
        };
        if table.part.is_some() {
            text.push_str("part = { type = \"integer\", default = 0 }\n");
        }
        let mut columns: Vec<_> = table
            .columns
            .iter()
            .map(|column| {
                let before = before.and_then(|before| before.column(column.id));
                format!(
                    "{} = {{ {} }}\n",
                    column.name,
                    self.column_toml(table, column, before, dialect).join(", ")
                )
            })
            .collect();
        if table.reversed {
            columns.reverse();
        }
        text.push_str(&columns.concat());
        for link in &table.links {
            let [first, second] = link.columns();
            let _ = writeln!(text, "{first} = {{ type = \"integer\", nullable = true }}");
            let _ = writeln!(text, "{second} = {{ type = \"text\", nullable = true }}");
        }
        for link in &table.links {
            self.link_toml(text, table, link);
        }
        for index in &table.indexes {
            self.index_toml(text, table, index, before, dialect);
        }
        for constraint in &table.constraints {
            let kind = if constraint.check { "check" } else { "unique" };
            let _ = writeln!(text, "[[table.{}.{kind}]]\nname = \"{}\"", table.name, constraint.name);
            let was = before.and_then(|before| before.constraints.iter().find(|there| there.id == constraint.id));
            renamed(text, was.map(|was| &was.name), &constraint.name);
            let columns = constraint.columns.iter().filter_map(|id| table.column(*id));
            let names: Vec<_> = columns.map(|column| column.name.as_str()).collect();
            let _ = if constraint.check {
                writeln!(text, "expression = \"{} >= 0\"", names.join(" >= 0 or "))
            } else {
                writeln!(text, "columns = [\"{}\"]", names.join("\", \""))
            };
        }
    }

    fn link_toml(&self, text: &mut String, table: &Table, link: &Link) {
        let target = &self.tables[link.target].name;
        let _ = writeln!(
            text,
            "[[table.{}.foreign_key]]\ncolumns = [\"{}\"]\n\
             references = {{ table = \"{target}\", columns = [\"first\", \"second\"] }}\non_delete = \"{}\"",
            table.name,
            link.columns().join("\", \""),
            fate(link.variant, true)
        );
        if let Some(when) = deferrable(link.variant) {
            let _ = writeln!(text, "deferrable = \"{when}\"");
        }
    }

    fn index_toml(
        &self,
        text: &mut String,
        table: &Table,
        index: &Index,
        before: Option<&Table>,
        dialect: DialectName,
    ) {
        let _ = writeln!(text, "[[table.{}.index]]", table.name);
        if let Some(name) = &index.name {
            let _ = writeln!(text, "name = \"{name}\"");
            let was = before.and_then(|before| before.indexes.iter().find(|there| there.id == index.id));
            renamed(text, was.and_then(|was| was.name.as_ref()), name);
        }
        let columns: Vec<_> = index.columns.iter().filter_map(|id| table.column(*id)).collect();
        let names = columns.iter().enumerate().map(|(position, column)| {
            let name = &column.name;
            let descending = position == 0 && index.descending;
            if position == 0 && index.lowered && column.kind.is_text() {
                let order = if descending { ", order = \"desc\"" } else { "" };
                format!("{{ expression = \"lower({name})\"{order} }}")
            } else if position == 0 && index.collated && column.kind.is_text() {
                let order = if descending { ", order = \"desc\"" } else { "" };
                let collation = match dialect {
                    DialectName::Postgres => "C",
                    DialectName::Sqlite => "NOCASE",
                };
                format!("{{ column = \"{name}\", collation = \"{collation}\"{order} }}")
            } else {
                format!("\"{name}{}\"", if descending { " desc" } else { "" })
            }
        });
        let names = names.collect::<Vec<_>>().join(", ");
        let _ = writeln!(text, "columns = [{names}]");
        if index.unique {
            text.push_str("unique = true\n");
        }
        if index.partial {
            let _ = writeln!(text, "where = \"{}\"", self.predicate(columns[0]));
        }
    }

    fn using_sql(&self, using: Using, column: &Column, dialect: DialectName) -> String {
        let name = &column.name;
        match (using, column.kind) {
            (Using::Length, _) => format!("length({name})"),
            (Using::Prefixed, _) => format!("'no. ' || {name}"),
            (Using::Above, _) => format!("{name} > 2"),
            (Using::Value(number), Kind::Enum(index)) => {
                let object = &self.enums[index];
                let value = &object.values[number as usize % object.values.len()].1;
                let sql = format!("case when {name} is null then null else '{value}' end");
                if object.text || dialect == DialectName::Sqlite {
                    return sql;
                }
                let namespace = object.namespace.map(|number| format!("ns{number}."));
                format!("({sql})::{}{}", namespace.unwrap_or_default(), object.name)
            }
            (Using::Value(_), _) => name.clone(),
        }
    }

    fn predicate(&self, column: &Column) -> String {
        match column.kind {
            Kind::Enum(index) => format!("{} = '{}'", column.name, self.enums[index].values[0].1),
            _ => format!("{} is not null", column.name),
        }
    }

    fn type_toml(&self, table: &Table, column: &Column, dialect: DialectName) -> String {
        let name = match column.kind {
            Kind::SmallInt => "smallint",
            Kind::Integer => "integer",
            Kind::BigInt => "bigint",
            Kind::Numeric => "numeric(10,2)",
            Kind::Double => "double",
            Kind::Boolean => "boolean",
            Kind::Text => "text",
            Kind::Varchar(length) => return format!("type = \"varchar({length})\""),
            Kind::Uuid => "uuid",
            Kind::Date => "date",
            Kind::Timestamptz => "timestamptz",
            Kind::Jsonb => "jsonb",
            Kind::Bytea => "bytea",
            Kind::TextArray => "text[]",
            Kind::Enum(index) => self.enums[index].name.as_str(),
            // Made-up rows of SQLite have text where JSON belongs.
            Kind::EnumArray(_) if dialect == DialectName::Sqlite => "text[]",
            Kind::EnumArray(index) => return format!("type = \"{}[]\"", self.enums[index].name),
            Kind::Reference(index) => {
                let when = deferrable(column.variant).map(|when| format!(", deferrable = \"{when}\""));
                return format!(
                    "references = \"{}.id\", on_delete = \"{}\"{}",
                    self.tables[index].name,
                    fate(column.variant, column.nullable),
                    when.unwrap_or_default()
                );
            }
            Kind::Generated(source) => return self.generated_toml(table, source, column.variant == 0),
        };
        format!("type = \"{name}\"")
    }

    fn generated_toml(&self, table: &Table, source: Id, first: bool) -> String {
        let Some(source) = table.column(source) else {
            return "type = \"text\", generated = \"''\"".to_owned();
        };
        let name = &source.name;
        match source.kind {
            Kind::Enum(index) => {
                let values = &self.enums[index].values;
                let value = &values[if first { 0 } else { values.len() - 1 }].1;
                format!("type = \"boolean\", generated = \"{name} = '{value}'\"")
            }
            kind if kind.is_number() => {
                format!(
                    "type = \"boolean\", generated = \"{name} > {}\"",
                    if first { 3 } else { 4 }
                )
            }
            _ => {
                let rule = if first { "lower" } else { "upper" };
                format!("type = \"text\", generated = \"{rule}({name})\"")
            }
        }
    }

    fn column_toml(
        &self,
        table: &Table,
        column: &Column,
        before: Option<&Column>,
        dialect: DialectName,
    ) -> Vec<String> {
        let mut parts = vec![self.type_toml(table, column, dialect)];
        let (default, fill) = match column.kind {
            Kind::Enum(index) => {
                let value = &self.enums[index].values[0].1;
                (Some(format!("\"{value}\"")), Some(format!("'{value}'")))
            }
            kind => {
                let literal = kind.literal();
                (
                    literal.map(|(toml, _)| toml.to_owned()),
                    literal.map(|(_, sql)| sql.to_owned()),
                )
            }
        };
        if column.nullable {
            parts.push("nullable = true".to_owned());
        }
        if let Some(default) = default.filter(|_| column.default) {
            parts.push(format!("default = {default}"));
        }
        if column.unique {
            parts.push("unique = true".to_owned());
        }
        if column.check > 0 {
            let bound = ["", ">= 0", "> -3", "> 3"][column.check as usize];
            parts.push(format!("check = \"{} {bound}\"", column.name));
        }
        if column.comment > 0 {
            parts.push(format!("comment = \"Comment {}.\"", column.comment));
        }
        if let Some(before) = before.filter(|before| before.name != column.name) {
            parts.push(format!("renamed_from = \"{}\"", before.name));
        }
        if let Some(fill) = fill.filter(|_| column.backfill) {
            parts.push(format!("backfill = \"{fill}\""));
        }
        if let Some(using) = column.using {
            parts.push(format!("using = \"{}\"", self.using_sql(using, column, dialect)));
        }
        parts
    }
}
