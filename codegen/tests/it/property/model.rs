//! Random schemas, and random edits of them, as numbers: proptest shrinks the numbers, and any numbers are a schema.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    SmallInt,
    Integer,
    BigInt,
    Numeric,
    Double,
    Boolean,
    Text,
    Varchar(u8),
    Uuid,
    Date,
    Timestamptz,
    Jsonb,
    Bytea,
    TextArray,
    Enum(usize),
    Reference(usize),
}

const KINDS: [Kind; 14] = [
    Kind::Text,
    Kind::Integer,
    Kind::BigInt,
    Kind::SmallInt,
    Kind::Numeric,
    Kind::Double,
    Kind::Boolean,
    Kind::Varchar(40),
    Kind::Uuid,
    Kind::Date,
    Kind::Timestamptz,
    Kind::Jsonb,
    Kind::Bytea,
    Kind::TextArray,
];

impl Kind {
    /// Whether made-up rows differ in it, so that a unique constraint can be added to them.
    fn is_distinct(self) -> bool {
        matches!(
            self,
            Self::SmallInt | Self::Integer | Self::BigInt | Self::Text | Self::Varchar(_) | Self::Uuid
        )
    }

    fn is_number(self) -> bool {
        matches!(self, Self::SmallInt | Self::Integer | Self::BigInt | Self::Numeric)
    }

    /// A literal default, as TOML, and the same as SQL for a backfill.
    fn literal(self) -> Option<(&'static str, &'static str)> {
        Some(match self {
            Self::SmallInt | Self::Integer | Self::BigInt => ("7", "7"),
            Self::Numeric => ("\"7.50\"", "7.50"),
            Self::Double => ("7.5", "7.5"),
            Self::Boolean => ("true", "true"),
            Self::Text | Self::Varchar(_) => ("\"it's\"", "'it''s'"),
            Self::Jsonb => ("{ value = { a = 1 } }", "'{\\\"a\\\": 1}'"),
            Self::TextArray => ("[]", ""),
            _ => return None,
        })
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) nullable: bool,
    pub(crate) default: bool,
    pub(crate) unique: bool,
    pub(crate) check: bool,
    pub(crate) comment: u32,
    pub(crate) renamed_from: Option<String>,
    pub(crate) backfill: bool,
    /// Whether its values may change with the edit.
    pub(crate) touched: bool,
    /// The name it had in the schema before the edit; none if it was not there.
    pub(crate) was: Option<String>,
}

#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub(crate) name: String,
    /// 0: text key, 1: bigint key, 2: identity, 3: uuid, 4: two columns.
    pub(crate) key: u32,
    pub(crate) columns: Vec<Column>,
    /// Column positions, descending first, unique, partial.
    pub(crate) indexes: Vec<(Vec<usize>, bool, bool)>,
    pub(crate) comment: u32,
    pub(crate) renamed_from: Option<String>,
    pub(crate) was: Option<String>,
    pub(crate) dropped: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Enum {
    pub(crate) name: String,
    pub(crate) text: bool,
    /// Value, and the one it was renamed from.
    pub(crate) values: Vec<(String, Option<String>)>,
    pub(crate) replaced: BTreeMap<String, String>,
    pub(crate) renamed_from: Option<String>,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Schema {
    pub(crate) tables: Vec<Table>,
    pub(crate) enums: Vec<Enum>,
    fresh: u32,
}

/// Numbers that make one step.
pub(crate) type Numbers = [u32; 6];

impl Schema {
    /// Any numbers are a schema.
    pub(crate) fn build(steps: &[Numbers]) -> Self {
        let mut schema = Self::default();
        schema.add_table(&[0; 6]);
        for step in steps {
            match step[0] % 8 {
                0 => schema.add_table(step),
                1 => schema.add_enum(step),
                2 => schema.add_index(step),
                _ => schema.add_column(step),
            }
        }
        schema.settle();
        schema
    }

    /// The schema after some edits; hints say what was renamed.
    pub(crate) fn edit(&self, steps: &[Numbers]) -> Self {
        let mut next = self.clone();
        for step in steps {
            match step[0] % 18 {
                0 => next.add_table(step),
                1 => next.drop_table(step),
                2 => next.rename_table(step),
                3 | 4 => next.add_column(step),
                5 => next.drop_column(step),
                6 => next.rename_column(step),
                7 => next.swap_columns(step),
                8 => next.widen(step),
                9 => next.toggle(step, |column| column.nullable = !column.nullable),
                10 => next.toggle(step, |column| {
                    column.default = !column.default && column.kind.literal().is_some();
                }),
                11 => next.toggle(step, |column| {
                    column.unique = !column.unique && column.kind.is_distinct();
                }),
                12 => next.toggle(step, |column| column.check = !column.check && column.kind.is_number()),
                13 => next.toggle(step, |column| column.comment += 1),
                14 => next.add_index(step),
                15 => next.drop_index(step),
                16 => next.change_enum(step),
                _ => next.add_enum(step),
            }
        }
        next.tables.retain(|table| !table.dropped);
        next
    }

    /// What is here now was here before the next edit.
    fn settle(&mut self) {
        for table in &mut self.tables {
            table.was = Some(table.name.clone());
            for column in &mut table.columns {
                column.was = Some(column.name.clone());
            }
        }
    }

    fn name(&mut self, prefix: &str) -> String {
        self.fresh += 1;
        format!("{prefix}_{}", self.fresh)
    }

    fn live(&self, number: u32) -> Option<usize> {
        let live: Vec<_> = (0..self.tables.len())
            .filter(|&index| !self.tables[index].dropped)
            .collect();
        (!live.is_empty()).then(|| live[number as usize % live.len()])
    }

    fn add_table(&mut self, step: &Numbers) {
        let name = self.name("thing");
        self.tables.push(Table {
            name,
            key: step[1] % 5,
            columns: Vec::new(),
            indexes: Vec::new(),
            comment: step[2] % 2,
            renamed_from: None,
            was: None,
            dropped: false,
        });
    }

    fn add_enum(&mut self, step: &Numbers) {
        let name = self.name("kind");
        let values = (0..2 + step[1] % 3)
            .map(|number| (format!("v{number}"), None))
            .collect();
        self.enums.push(Enum {
            name,
            text: step[2].is_multiple_of(3),
            values,
            replaced: BTreeMap::new(),
            renamed_from: None,
        });
    }

    fn add_column(&mut self, step: &Numbers) {
        let Some(table) = self.live(step[1]) else { return };
        let kind = match step[2] % 20 {
            number @ 0..14 => KINDS[number as usize],
            14 | 15 if !self.enums.is_empty() => Kind::Enum(step[3] as usize % self.enums.len()),
            _ => match self.live(step[3]) {
                // A key of two columns is not pointed at by one.
                Some(target) if self.tables[target].key != 4 => Kind::Reference(target),
                _ => Kind::Integer,
            },
        };
        let name = self.name("field");
        // A new reference in a filled table has nothing to point at.
        let nullable = step[4].is_multiple_of(2) || matches!(kind, Kind::Reference(_));
        let is_new = self.tables[table].was.is_some();
        let default = kind.literal().is_some() && (step[4].is_multiple_of(3) || (is_new && !nullable));
        let nullable = nullable || (is_new && !default);
        self.tables[table].columns.push(Column {
            name,
            kind,
            nullable,
            default,
            // A default would be the same in every row.
            unique: !default && kind.is_distinct() && step[5].is_multiple_of(4),
            check: kind.is_number() && step[5] % 4 == 1,
            comment: step[5] % 2,
            renamed_from: None,
            backfill: false,
            touched: false,
            was: None,
        });
    }

    fn add_index(&mut self, step: &Numbers) {
        let Some(table) = self.live(step[1]) else { return };
        let table = &mut self.tables[table];
        let fit: Vec<_> = (0..table.columns.len())
            .filter(|&index| !matches!(table.columns[index].kind, Kind::Jsonb | Kind::TextArray))
            .collect();
        if fit.is_empty() {
            return;
        }
        let mut columns = vec![fit[step[2] as usize % fit.len()]];
        let second = fit[step[3] as usize % fit.len()];
        if second != columns[0] {
            columns.push(second);
        }
        if !table.indexes.iter().any(|(there, ..)| *there == columns) {
            table
                .indexes
                .push((columns, step[4].is_multiple_of(2), step[4].is_multiple_of(3)));
        }
    }

    fn drop_index(&mut self, step: &Numbers) {
        let Some(table) = self.live(step[1]) else { return };
        let indexes = &mut self.tables[table].indexes;
        if !indexes.is_empty() {
            indexes.remove(step[2] as usize % indexes.len());
        }
    }

    fn drop_table(&mut self, step: &Numbers) {
        let Some(index) = self.live(step[1]) else { return };
        let pointed_at = self.tables.iter().enumerate().any(|(other, table)| {
            other != index && !table.dropped && table.columns.iter().any(|column| column.kind == Kind::Reference(index))
        });
        if !pointed_at && self.tables.iter().filter(|table| !table.dropped).count() > 1 {
            self.tables[index].dropped = true;
        }
    }

    fn rename_table(&mut self, step: &Numbers) {
        let Some(index) = self.live(step[1]) else { return };
        let name = self.name("thing");
        let table = &mut self.tables[index];
        table.name = name;
        table.renamed_from.clone_from(&table.was);
    }

    fn pick(&self, step: &Numbers) -> Option<(usize, usize)> {
        let table = self.live(step[1])?;
        let count = self.tables[table].columns.len();
        (count > 0).then(|| (table, step[2] as usize % count))
    }

    fn drop_column(&mut self, step: &Numbers) {
        let Some((table, column)) = self.pick(step) else { return };
        let table = &mut self.tables[table];
        table.columns.remove(column);
        table.indexes.retain(|(columns, ..)| !columns.contains(&column));
        for (columns, ..) in &mut table.indexes {
            for position in columns {
                if *position > column {
                    *position -= 1;
                }
            }
        }
    }

    fn rename_column(&mut self, step: &Numbers) {
        let Some((table, column)) = self.pick(step) else { return };
        let name = self.name("field");
        let column = &mut self.tables[table].columns[column];
        column.name = name;
        column.renamed_from.clone_from(&column.was);
    }

    fn swap_columns(&mut self, step: &Numbers) {
        let Some((table, first)) = self.pick(step) else { return };
        let columns = &mut self.tables[table].columns;
        let second = step[3] as usize % columns.len();
        // Both were there, each under the name that it has still: a true swap.
        let settled = |column: &Column| column.was.as_ref() == Some(&column.name);
        if first == second || !settled(&columns[first]) || !settled(&columns[second]) {
            return;
        }
        let name = columns[first].name.clone();
        columns[first].name = std::mem::replace(&mut columns[second].name, name);
        for column in [first, second] {
            let was = columns[column].was.clone();
            columns[column].renamed_from = was;
        }
    }

    fn widen(&mut self, step: &Numbers) {
        let Some((table, column)) = self.pick(step) else { return };
        let column = &mut self.tables[table].columns[column];
        // A default of the old kind must be one of the new kind too: 7 is a number in all, text stays text.
        column.kind = match column.kind {
            Kind::SmallInt => Kind::Integer,
            Kind::Integer => Kind::BigInt,
            Kind::Varchar(length) if length < 200 => Kind::Varchar(length + 40),
            Kind::Varchar(_) => Kind::Text,
            other => other,
        };
    }

    fn toggle(&mut self, step: &Numbers, change: impl Fn(&mut Column)) {
        let Some((table, column)) = self.pick(step) else { return };
        let table = &mut self.tables[table];
        let is_filled = table.was.is_some();
        let column = &mut table.columns[column];
        let was_nullable = column.nullable;
        change(column);
        if was_nullable && !column.nullable {
            // NULLs that are there need a value, and one that a unique constraint would not refuse.
            if matches!(column.kind, Kind::Reference(_))
                || column.unique
                || column.kind.literal().is_none_or(|(_, sql)| sql.is_empty())
            {
                column.nullable = true;
            } else {
                column.backfill = true;
                column.touched = true;
            }
        }
        // A new column of a table with rows needs something to put into them.
        if is_filled && column.was.is_none() && !column.default && !column.backfill {
            column.nullable = true;
        }
        if column.nullable {
            column.backfill = false;
        }
        // What was filled with one value is not distinct.
        if column.unique && (column.touched || column.was.is_none() && column.default) {
            column.unique = false;
        }
    }

    fn change_enum(&mut self, step: &Numbers) {
        if self.enums.is_empty() {
            return;
        }
        let index = step[1] as usize % self.enums.len();
        let fresh = self.name("w");
        let object = &mut self.enums[index];
        let position = step[2] as usize % object.values.len();
        match step[3] % 3 {
            0 => object.values.insert(position, (fresh, None)),
            1 => {
                let (value, from) = &mut object.values[position];
                let untouched = from.is_none() && value.starts_with('v');
                if untouched {
                    *from = Some(std::mem::replace(value, fresh));
                }
            }
            _ => {
                let original = object.values[position].0.starts_with('v');
                let other = object.values.iter().map(|(value, _)| value.clone()).find(|value| {
                    *value != object.values[position].0
                        && value.starts_with('v')
                        && !object.replaced.contains_key(value)
                });
                if let Some(other) = other.filter(|_| original && object.values.len() > 1) {
                    let (removed, _) = object.values.remove(position);
                    for value in object.replaced.values_mut() {
                        if *value == removed {
                            value.clone_from(&other);
                        }
                    }
                    object.replaced.insert(removed, other);
                }
            }
        }
        for table in &mut self.tables {
            for column in &mut table.columns {
                if column.kind == Kind::Enum(index) {
                    column.touched = true;
                }
            }
        }
    }

    /// The schema as TOML, for one dialect.
    pub(crate) fn toml(&self, dialect: &str) -> String {
        let mut text = format!("[database]\nname = \"random\"\ndialects = [\"{dialect}\"]\n");
        for object in &self.enums {
            let values: Vec<_> = object
                .values
                .iter()
                .map(|(value, from)| match from {
                    Some(from) => format!("{{ name = \"{value}\", renamed_from = \"{from}\" }}"),
                    None => format!("\"{value}\""),
                })
                .collect();
            let _ = writeln!(text, "\n[enum.{}]\nvalues = [{}]", object.name, values.join(", "));
            if object.text {
                text.push_str("storage = \"text\"\n");
            }
            if !object.replaced.is_empty() {
                let replaced: Vec<_> = object
                    .replaced
                    .iter()
                    .map(|(from, to)| format!("{from} = \"{to}\""))
                    .collect();
                let _ = writeln!(text, "replaced = {{ {} }}", replaced.join(", "));
            }
            if let Some(from) = &object.renamed_from {
                let _ = writeln!(text, "renamed_from = \"{from}\"");
            }
        }
        for table in self.tables.iter().filter(|table| !table.dropped) {
            self.table(&mut text, table);
        }
        text
    }

    fn table(&self, text: &mut String, table: &Table) {
        let _ = writeln!(text, "\n[table.{}]", table.name);
        if table.comment > 0 {
            let _ = writeln!(text, "comment = \"Comment {}.\"", table.comment);
        }
        if let Some(from) = &table.renamed_from {
            let _ = writeln!(text, "renamed_from = \"{from}\"");
        }
        if table.key == 4 {
            text.push_str("primary_key = [\"first\", \"second\"]\n");
        }
        let _ = writeln!(text, "[table.{}.columns]", table.name);
        text.push_str(match table.key {
            0 => "id = { type = \"text\", default = \"nanoid()\", primary_key = true }\n",
            1 => "id = { type = \"bigint\", primary_key = true }\n",
            2 => "id = { type = \"bigint\", identity = true, primary_key = true }\n",
            3 => "id = { type = \"uuid\", default = \"uuid()\", primary_key = true }\n",
            _ => "first = \"integer\"\nsecond = \"text\"\n",
        });
        for column in &table.columns {
            let _ = writeln!(text, "{} = {{ {} }}", column.name, self.column(column).join(", "));
        }
        for (columns, descending, partial) in &table.indexes {
            let names: Vec<_> = columns
                .iter()
                .enumerate()
                .map(|(position, &column)| {
                    let order = if position == 0 && *descending { " desc" } else { "" };
                    format!("\"{}{order}\"", table.columns[column].name)
                })
                .collect();
            let _ = writeln!(text, "[[table.{}.index]]\ncolumns = [{}]", table.name, names.join(", "));
            if *partial {
                let _ = writeln!(text, "where = \"{} is not null\"", table.columns[columns[0]].name);
            }
        }
    }

    fn column(&self, column: &Column) -> Vec<String> {
        let mut parts = vec![match column.kind {
            Kind::SmallInt => "type = \"smallint\"".to_owned(),
            Kind::Integer => "type = \"integer\"".to_owned(),
            Kind::BigInt => "type = \"bigint\"".to_owned(),
            Kind::Numeric => "type = \"numeric(10,2)\"".to_owned(),
            Kind::Double => "type = \"double\"".to_owned(),
            Kind::Boolean => "type = \"boolean\"".to_owned(),
            Kind::Text => "type = \"text\"".to_owned(),
            Kind::Varchar(length) => format!("type = \"varchar({length})\""),
            Kind::Uuid => "type = \"uuid\"".to_owned(),
            Kind::Date => "type = \"date\"".to_owned(),
            Kind::Timestamptz => "type = \"timestamptz\"".to_owned(),
            Kind::Jsonb => "type = \"jsonb\"".to_owned(),
            Kind::Bytea => "type = \"bytea\"".to_owned(),
            Kind::TextArray => "type = \"text[]\"".to_owned(),
            Kind::Enum(index) => format!("type = \"{}\"", self.enums[index].name),
            Kind::Reference(index) => format!("references = \"{}\", on_delete = \"cascade\"", self.tables[index].name),
        }];
        if column.nullable {
            parts.push("nullable = true".to_owned());
        }
        if let Some((toml, _)) = column.kind.literal().filter(|_| column.default) {
            parts.push(format!("default = {toml}"));
        }
        if column.unique {
            parts.push("unique = true".to_owned());
        }
        if column.check {
            parts.push(format!("check = \"{} >= 0\"", column.name));
        }
        if column.comment > 0 {
            parts.push(format!("comment = \"Comment {}.\"", column.comment));
        }
        if let Some(from) = &column.renamed_from {
            parts.push(format!("renamed_from = \"{from}\""));
        }
        if let Some((_, sql)) = column.kind.literal().filter(|_| column.backfill) {
            parts.push(format!("backfill = \"{sql}\""));
        }
        parts
    }
}
