//! Random schemas, as numbers: proptest shrinks the numbers, and any numbers are a schema.

use std::collections::BTreeMap;

use codegen::catalog::ObjectName;
use codegen::dialect::DialectName;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
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
    EnumArray(usize),
    Reference(usize),
    /// Computed from a text, a number or an enum.
    Generated(Id),
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
    pub(super) fn is_distinct(self) -> bool {
        self.is_text() || matches!(self, Self::SmallInt | Self::Integer | Self::BigInt | Self::Uuid)
    }

    pub(super) fn is_number(self) -> bool {
        matches!(self, Self::SmallInt | Self::Integer | Self::BigInt | Self::Numeric)
    }

    pub(super) fn is_text(self) -> bool {
        matches!(self, Self::Text | Self::Varchar(_))
    }

    /// Whether something can be computed from it.
    fn is_computable(self) -> bool {
        self.is_text() || self.is_number() || matches!(self, Self::Enum(_))
    }

    pub(super) fn is_generated(self) -> bool {
        matches!(self, Self::Generated(_))
    }

    /// A literal default, as TOML, and the same as SQL for a backfill.
    pub(super) fn literal(self) -> Option<(&'static str, &'static str)> {
        Some(match self {
            Self::SmallInt | Self::Integer | Self::BigInt => ("7", "7"),
            Self::Numeric => ("\"7.50\"", "7.50"),
            Self::Double => ("7.5", "7.5"),
            Self::Boolean => ("true", "true"),
            Self::Text | Self::Varchar(_) => ("\"it's\"", "'it''s'"),
            Self::Jsonb => ("{ value = { a = 1 } }", "'{\\\"a\\\": 1}'"),
            Self::TextArray | Self::EnumArray(_) => ("[]", ""),
            _ => return None,
        })
    }

    /// Whether it can have a default.
    pub(super) fn has_default(self) -> bool {
        self.literal().is_some() || matches!(self, Self::Enum(_))
    }

    /// Whether its gaps can be filled.
    pub(super) fn has_backfill(self) -> bool {
        matches!(self, Self::Enum(_)) || self.literal().is_some_and(|(_, sql)| !sql.is_empty())
    }
}

/// Rules that give values of another type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Using {
    Length,
    Prefixed,
    Above,
    /// One value of an enum for all rows.
    Value(u32),
}

/// Identity through renames.
pub(super) type Id = u32;

#[derive(Debug, Clone)]
pub(super) struct Column {
    pub(super) id: Id,
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) nullable: bool,
    pub(super) default: bool,
    pub(super) unique: bool,
    /// 0: none, else which.
    pub(super) check: u32,
    /// What becomes of a reference and when it is checked, or the rule of what is computed.
    pub(super) variant: u32,
    pub(super) comment: u32,
    pub(super) backfill: bool,
    /// What gives the new type.
    pub(super) using: Option<Using>,
    /// Whether its values may change with the edit.
    pub(super) touched: bool,
}

#[derive(Debug, Clone)]
pub(super) struct Index {
    pub(super) id: Id,
    /// Else one is made up.
    pub(super) name: Option<String>,
    pub(super) columns: Vec<Id>,
    pub(super) descending: bool,
    pub(super) partial: bool,
    pub(super) unique: bool,
    /// Over the lower case of a text.
    pub(super) lowered: bool,
    /// A text in another order than its own.
    pub(super) collated: bool,
}

/// A foreign key of two columns, which it brings along.
#[derive(Debug, Clone)]
pub(super) struct Link {
    pub(super) id: Id,
    /// A table whose key has two columns.
    pub(super) target: usize,
    /// What becomes of it, and when it is checked.
    pub(super) variant: u32,
}

impl Link {
    pub(super) fn columns(&self) -> [String; 2] {
        ["first", "second"].map(|part| format!("link_{}_{part}", self.id))
    }
}

/// A constraint of two columns, by its own name.
#[derive(Debug, Clone)]
pub(super) struct Constraint {
    pub(super) id: Id,
    pub(super) name: String,
    pub(super) columns: [Id; 2],
    /// A check, else a unique.
    pub(super) check: bool,
}

#[derive(Debug, Clone)]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) namespace: Option<u32>,
    /// 0: text key, 1: bigint key, 2: identity, 3: uuid, 4: two columns, 5: integer key.
    pub(super) key: u32,
    /// A column `part`, and whether it is part of the key.
    pub(super) part: Option<bool>,
    pub(super) columns: Vec<Column>,
    pub(super) indexes: Vec<Index>,
    pub(super) constraints: Vec<Constraint>,
    pub(super) links: Vec<Link>,
    pub(super) comment: u32,
    /// Columns stand the other way round.
    pub(super) reversed: bool,
    pub(super) dropped: bool,
}

impl Table {
    /// What the database calls it.
    pub(super) fn object_name(&self, dialect: DialectName) -> ObjectName {
        let namespace = self.namespace.map(|number| format!("ns{number}"));
        dialect.dialect().object_name(namespace.as_deref(), &self.name)
    }

    pub(super) fn column(&self, id: Id) -> Option<&Column> {
        self.columns.iter().find(|column| column.id == id)
    }

    /// Whether one of the columns differs in all of the rows that were there before.
    pub(super) fn is_distinct(&self, columns: &[Id]) -> bool {
        let mut columns = columns.iter().filter_map(|id| self.column(*id));
        columns.any(|column| column.kind.is_distinct() && !column.touched)
    }

    /// Whether something else than the column itself says that rows differ in it.
    pub(super) fn is_in_unique(&self, id: Id) -> bool {
        let mut indexes = self.indexes.iter().filter(|index| index.unique);
        let mut constraints = self.constraints.iter().filter(|constraint| !constraint.check);
        indexes.any(|index| index.columns.contains(&id)) || constraints.any(|there| there.columns.contains(&id))
    }

    /// Whether rows of it point at a table.
    pub(super) fn points_at(&self, table: usize) -> bool {
        let mut columns = self.columns.iter();
        columns.any(|column| column.kind == Kind::Reference(table))
            || self.links.iter().any(|link| link.target == table)
    }

    /// Whether something is computed from it.
    pub(super) fn is_source(&self, id: Id) -> bool {
        self.columns.iter().any(|column| column.kind == Kind::Generated(id))
    }
}

#[derive(Debug, Clone)]
pub(super) struct Enum {
    pub(super) name: String,
    pub(super) namespace: Option<u32>,
    pub(super) text: bool,
    pub(super) values: Vec<(Id, String)>,
    /// Values that went → those that their rows get.
    pub(super) replaced: BTreeMap<Id, Id>,
}

/// Tables and enums keep their places; what goes is marked.
#[derive(Debug, Clone, Default)]
pub(super) struct Schema {
    pub(super) tables: Vec<Table>,
    pub(super) enums: Vec<Enum>,
    /// How many tables have rows.
    pub(super) filled: usize,
    /// An edit asks for what the rows may not allow.
    pub(super) refusable: bool,
    fresh: Id,
}

/// Numbers that make one step.
pub(super) type Numbers = [u32; 6];

impl Schema {
    /// Any numbers are a schema.
    pub(super) fn build(steps: &[Numbers]) -> Self {
        let mut schema = Self::default();
        schema.add_table(&[0; 6]);
        for step in steps {
            match step[0] % 10 {
                0 => schema.add_table(step),
                1 => schema.add_enum(step),
                2 => schema.add_index(step),
                3 => schema.add_constraint(step),
                4 => schema.add_link(step),
                _ => schema.add_column(step),
            }
        }
        schema
    }

    pub(super) fn may_be_refused(&self) -> bool {
        self.refusable
            || self.tables.iter().any(|table| {
                let indexes = table.indexes.iter().filter(|index| index.unique);
                let constraints = table.constraints.iter().filter(|constraint| !constraint.check);
                let mut uniques = (indexes.map(|index| &index.columns[..]))
                    .chain(constraints.map(|constraint| &constraint.columns[..]));
                uniques.any(|columns| !table.is_distinct(columns))
            })
    }

    /// Whether a column's values stay what they were.
    pub(super) fn keeps(&self, previous: &Self, column: &Column) -> bool {
        let moved = |index: usize| match previous.enums.get(index) {
            Some(before) => before
                .values
                .iter()
                .any(|value| !self.enums[index].values.contains(value)),
            None => true,
        };
        !column.touched
            && match column.kind {
                Kind::Enum(index) | Kind::EnumArray(index) => !moved(index),
                kind => !kind.is_generated(),
            }
    }

    pub(super) fn id(&mut self) -> Id {
        self.fresh += 1;
        self.fresh
    }

    pub(super) fn name(&mut self, prefix: &str) -> String {
        format!("{prefix}_{}", self.id())
    }

    /// A table that is there.
    pub(super) fn live(&self, number: u32) -> Option<usize> {
        let live: Vec<_> = (0..self.tables.len())
            .filter(|&index| !self.tables[index].dropped)
            .collect();
        (!live.is_empty()).then(|| live[number as usize % live.len()])
    }

    pub(super) fn pick(&self, step: &Numbers) -> Option<(usize, usize)> {
        let table = self.live(step[1])?;
        let count = self.tables[table].columns.len();
        (count > 0).then(|| (table, step[2] as usize % count))
    }

    pub(super) fn add_table(&mut self, step: &Numbers) {
        let name = self.name("thing");
        let key = step[1] % 6;
        self.tables.push(Table {
            name,
            namespace: step[3].is_multiple_of(5).then_some(1).filter(|_| step[2] > 0),
            key,
            // SQLite numbers only a column that is the key alone.
            part: (key != 2 && key != 4 && step[4] % 3 == 1).then_some(step[5].is_multiple_of(2)),
            columns: Vec::new(),
            indexes: Vec::new(),
            constraints: Vec::new(),
            links: Vec::new(),
            comment: step[2] % 2,
            reversed: false,
            dropped: false,
        });
    }

    pub(super) fn add_enum(&mut self, step: &Numbers) {
        let name = self.name("kind");
        let values = (0..2 + step[1] % 3)
            .map(|_| {
                let id = self.id();
                (id, format!("v{id}"))
            })
            .collect();
        self.enums.push(Enum {
            name,
            namespace: step[3].is_multiple_of(6).then_some(1).filter(|_| step[4] > 0),
            text: step[2].is_multiple_of(3),
            values,
            replaced: BTreeMap::new(),
        });
    }

    pub(super) fn add_column(&mut self, step: &Numbers) {
        let Some(table) = self.live(step[1]) else { return };
        let kind = self.kind(table, step);
        let (id, name) = (self.id(), self.name("field"));
        let is_filled = table < self.filled;
        // A new reference in a filled table has nothing to point at.
        let nullable = step[4].is_multiple_of(2) || (is_filled && matches!(kind, Kind::Reference(_)));
        let default = kind.has_default() && (step[4].is_multiple_of(3) || (is_filled && !nullable));
        let nullable = !kind.is_generated() && (nullable || (is_filled && !default));
        self.tables[table].columns.push(Column {
            id,
            name,
            kind,
            nullable: nullable || kind.is_generated(),
            default,
            // A default would be the same in every row.
            unique: !default && kind.is_distinct() && step[5].is_multiple_of(4),
            check: u32::from(kind.is_number() && step[5] % 4 == 1) * (1 + step[4] % 2),
            variant: step[4] % 9,
            comment: step[5] % 2,
            backfill: false,
            using: None,
            touched: is_filled || kind.is_generated(),
        });
    }

    fn kind(&self, table: usize, step: &Numbers) -> Kind {
        let sources: Vec<_> = self.tables[table]
            .columns
            .iter()
            .filter(|column| column.kind.is_computable())
            .collect();
        let number = step[3] as usize;
        match step[2] % 24 {
            plain @ 0..14 => KINDS[plain as usize],
            14..17 if !self.enums.is_empty() => Kind::Enum(number % self.enums.len()),
            17 if !self.enums.is_empty() => Kind::EnumArray(number % self.enums.len()),
            18 | 19 if !sources.is_empty() => Kind::Generated(sources[number % sources.len()].id),
            _ => match self.live(step[3]) {
                // A key of two columns is not pointed at by one.
                Some(target) if self.tables[target].key != 4 => Kind::Reference(target),
                _ => Kind::Integer,
            },
        }
    }
}
