//! Column types: their spelling, and those that follow from a reference.

use std::fmt;

use crate::diagnostic::{Diagnostics, dialect, suggest, types as say};
use crate::dialect::DialectName;
use crate::document;
use crate::schema::context::Context;
use crate::schema::{ColumnId, Scalar, TableId, Type, tracked};
use crate::source::{Span, Spanned};

/// Types without arguments, by name.
const SIMPLE: &[(&str, Scalar)] = &[
    ("smallint", Scalar::SmallInt),
    ("integer", Scalar::Integer),
    ("bigint", Scalar::BigInt),
    ("numeric", Scalar::Numeric(None)),
    ("real", Scalar::Real),
    ("double", Scalar::Double),
    ("boolean", Scalar::Boolean),
    ("text", Scalar::Text),
    ("bytea", Scalar::Bytea),
    ("uuid", Scalar::Uuid),
    ("date", Scalar::Date),
    ("time", Scalar::Time),
    ("timestamp", Scalar::Timestamp),
    ("timestamptz", Scalar::Timestamptz),
    ("interval", Scalar::Interval),
    ("json", Scalar::Json),
    ("jsonb", Scalar::Jsonb),
    ("inet", Scalar::Inet),
    ("cidr", Scalar::Cidr),
    ("macaddr", Scalar::Macaddr),
];

impl fmt::Display for Scalar {
    /// As `schema.toml` spells it; an enum, which only the schema can name, as `enum`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Numeric(Some((digits, scale))) => write!(f, "numeric({digits},{scale})"),
            Self::Varchar(length) => write!(f, "varchar({length})"),
            Self::Char(length) => write!(f, "char({length})"),
            Self::Enum(_) => f.write_str("enum"),
            Self::Other(name) => f.write_str(name),
            simple => {
                let known = SIMPLE.iter().find(|(_, scalar)| scalar == simple);
                f.write_str(known.map_or("", |(name, _)| *name))
            }
        }
    }
}

/// What else people call them.
const SYNONYMS: &[(&str, &str)] = &[
    ("int", "integer"),
    ("int2", "smallint"),
    ("int4", "integer"),
    ("int8", "bigint"),
    ("i16", "smallint"),
    ("i32", "integer"),
    ("i64", "bigint"),
    ("serial", "integer"),
    ("bigserial", "bigint"),
    ("decimal", "numeric"),
    ("float", "double"),
    ("float4", "real"),
    ("float8", "double"),
    ("double precision", "double"),
    ("bool", "boolean"),
    ("string", "text"),
    ("str", "text"),
    ("varchar", "varchar(255)"),
    ("char", "char(1)"),
    ("blob", "bytea"),
    ("bytes", "bytea"),
    ("binary", "bytea"),
    ("datetime", "timestamptz"),
    ("character varying", "varchar(255)"),
    ("character", "char(1)"),
    ("timestamp with time zone", "timestamptz"),
    ("timestamp without time zone", "timestamp"),
    ("guid", "uuid"),
    ("duration", "interval"),
    ("object", "jsonb"),
];

/// PostgreSQL's largest precision (manual, "Numeric Types"): 1000 digits; scale −1000 to 1000.
const NUMERIC_DIGITS: i64 = 1000;
/// PostgreSQL's largest n of `varchar(n)`, `char(n)` (manual, "Character Types").
const LONGEST_TEXT: i64 = 10_485_760;

/// A type as far as its text alone says.
enum Spelling {
    Known(Scalar),
    /// A built-in name whose arguments are wrong: how to write it.
    Wrong(&'static str),
    Unknown,
}

fn spelling(text: &str) -> Spelling {
    if let Some((_, scalar)) = SIMPLE.iter().find(|(name, _)| *name == text) {
        return Spelling::Known(scalar.clone());
    }
    let Some((name, arguments)) = text
        .strip_suffix(')')
        .and_then(|text| text.split_once('('))
        .map(|(name, arguments)| (name.trim(), arguments))
    else {
        return Spelling::Unknown;
    };
    let numbers: Option<Vec<i64>> = arguments.split(',').map(|number| number.trim().parse().ok()).collect();
    let length = match numbers.as_deref() {
        Some([length @ 1..=LONGEST_TEXT]) => u32::try_from(*length).ok(),
        _ => None,
    };
    match name {
        "varchar" => length.map_or(
            Spelling::Wrong("write `varchar(n)` with n from 1 to 10485760"),
            |length| Spelling::Known(Scalar::Varchar(length)),
        ),
        "char" => length.map_or(Spelling::Wrong("write `char(n)` with n from 1 to 10485760"), |length| {
            Spelling::Known(Scalar::Char(length))
        }),
        "numeric" => numeric(numbers.as_deref()).map_or(
            Spelling::Wrong("write `numeric(digits, scale)` with 1 to 1000 digits, `numeric(digits)` or `numeric`"),
            |size| Spelling::Known(Scalar::Numeric(Some(size))),
        ),
        _ if SIMPLE.iter().any(|(simple, _)| *simple == name) => Spelling::Wrong("this type takes nothing in brackets"),
        _ => Spelling::Unknown,
    }
}

fn numeric(numbers: Option<&[i64]>) -> Option<(u16, i16)> {
    let (digits, scale) = match numbers? {
        [digits] => (*digits, 0),
        [digits, scale] => (*digits, *scale),
        _ => return None,
    };
    if !(1..=NUMERIC_DIGITS).contains(&digits) || scale.abs() > NUMERIC_DIGITS {
        return None;
    }
    Some((u16::try_from(digits).ok()?, i16::try_from(scale).ok()?))
}

/// Whether this is how a type of ours is written.
pub(crate) fn is_known_type(text: &str) -> bool {
    matches!(spelling(text), Spelling::Known(_))
}

/// Reads a type; `only` allows types that this one database alone knows.
fn read(
    context: &Context<'_>,
    text: &Spanned<String>,
    only: Option<DialectName>,
    diagnostics: &mut Diagnostics,
) -> Option<Type> {
    let written = text.value.trim();
    let (element, array) = match written.strip_suffix("[]") {
        Some(element) => (element.trim_end(), true),
        None => (written, false),
    };
    let scalar = match spelling(element) {
        Spelling::Known(scalar) => scalar,
        Spelling::Wrong(help) => {
            diagnostics.push(say::wrong_type_arguments(element, text.span, help));
            return None;
        }
        Spelling::Unknown => match context.find_enum(element) {
            Some(id) => Scalar::Enum(id),
            None if context.find_type(element).is_some() => {
                let found = context.find_type(element)?;
                limit(context, found, only, text.span, diagnostics);
                Scalar::Other(tracked::spelled(found))
            }
            None if only.is_some() && !element.is_empty() => Scalar::Other(element.to_owned()),
            None => {
                diagnostics.push(say::unknown_type(element, text.span, nearest(context, element)));
                return None;
            }
        },
    };
    Some(Type { scalar, array })
}

/// A type of one database can be that of a column there alone.
fn limit(
    context: &Context<'_>,
    found: &document::Tracked,
    only: Option<DialectName>,
    span: Span,
    diagnostics: &mut Diagnostics,
) {
    let Some(limit) = found.only else { return };
    if context.targets(only).any(|target| target.name() != limit.value) {
        let key = &found.key.value;
        diagnostics.push(dialect::column_is_limited(key, limit.value, limit.span, span));
    }
}

/// What an unknown type was meant to be. What stands in its brackets is kept where that type takes it.
fn nearest(context: &Context<'_>, unknown: &str) -> Option<String> {
    let lowered = unknown.to_lowercase();
    if let Some((_, meant)) = SYNONYMS.iter().find(|(synonym, _)| *synonym == lowered) {
        return Some((*meant).to_owned());
    }
    if let Some((name, arguments)) = lowered.split_once('(') {
        let name = name.trim_end();
        let synonym = SYNONYMS.iter().find(|(synonym, _)| *synonym == name);
        let name = match synonym {
            Some((_, meant)) => meant.split('(').next(),
            None => suggest(name, ["varchar", "char", "numeric"]),
        };
        let meant = name.map(|name| format!("{name}({arguments}"));
        if let Some(meant) = meant.filter(|meant| matches!(spelling(meant), Spelling::Known(_))) {
            return Some(meant);
        }
    }
    let simple = SIMPLE.iter().map(|(name, _)| *name);
    let known = simple
        .chain(["varchar(255)", "char(1)", "numeric(10,2)"])
        .chain(context.enum_keys());
    suggest(unknown, known).map(str::to_owned)
}

/// The types of all columns of all tables; `None` for those that are wrong, which was told.
pub(super) struct Types(Vec<Vec<Option<Type>>>);

impl Types {
    /// The type of a column.
    pub(super) fn get(&self, table: TableId, column: ColumnId) -> Option<&Type> {
        self.0[table.0][column.0].as_ref()
    }
}

#[derive(Clone)]
enum State {
    Waiting,
    OnPath,
    Done(Option<Type>),
}

/// Reads the types that are written, and follows references for the others. A column leads to at most one other, so
/// each chain is walked to its end once and the type carried back along it.
pub(super) fn resolve(context: &Context<'_>, diagnostics: &mut Diagnostics) -> Types {
    let mut states: Vec<Vec<State>> = context
        .tables
        .iter()
        .map(|table| vec![State::Waiting; table.columns.len()])
        .collect();
    for table in 0..context.tables.len() {
        for column in 0..context.tables[table].columns.len() {
            follow(context, (TableId(table), ColumnId(column)), &mut states, diagnostics);
        }
    }
    let finished = states
        .into_iter()
        .map(|columns| {
            columns
                .into_iter()
                .map(|state| match state {
                    State::Done(found) => found,
                    State::Waiting | State::OnPath => None,
                })
                .collect()
        })
        .collect();
    Types(finished)
}

fn follow(context: &Context<'_>, start: (TableId, ColumnId), states: &mut [Vec<State>], diagnostics: &mut Diagnostics) {
    let mut path = Vec::new();
    let mut place = start;
    let found = loop {
        let (table, column_id) = place;
        match &states[table.0][column_id.0] {
            State::Done(found) => break found.clone(),
            State::OnPath => {
                let column = context.table(table).columns[column_id.0];
                diagnostics.push(say::type_cycle(
                    context.table(table).key(),
                    &column.key.value,
                    column.key.span,
                ));
                break None;
            }
            State::Waiting => {}
        }
        states[table.0][column_id.0] = State::OnPath;
        path.push(place);
        let flat = context.table(table);
        let column = flat.columns[column_id.0];
        if let Some(text) = &column.r#type {
            let only = column.only.or(flat.table.only).map(|only| only.value);
            break read(context, text, only, diagnostics);
        }
        let Some(next) = column
            .references
            .as_ref()
            .and_then(|reference| referenced(context, &reference.target))
        else {
            break None;
        };
        place = next;
    };
    for (table, column) in path {
        states[table.0][column.0] = State::Done(found.clone());
    }
}

/// The column that a reference of one column points at, where it is right; what is wrong with it is told where foreign
/// keys are resolved.
fn referenced(context: &Context<'_>, target: &crate::document::Reference) -> Option<(TableId, ColumnId)> {
    let table = context.find_table(&target.table.value)?;
    let flat = context.table(table);
    let column = match target.columns.as_slice() {
        [] => match flat.primary_key.as_slice() {
            [column] => *column,
            _ => return None,
        },
        [column] => flat.column_id(&column.value)?,
        _ => return None,
    };
    Some((table, column))
}

impl Type {
    /// As `schema.toml` spells it, with enums by their key.
    pub(super) fn spelled(&self, context: &Context<'_>) -> String {
        let scalar = match &self.scalar {
            Scalar::Varchar(length) => format!("varchar({length})"),
            Scalar::Char(length) => format!("char({length})"),
            Scalar::Numeric(Some((digits, scale))) => format!("numeric({digits},{scale})"),
            Scalar::Enum(id) => context.document.enums[id.0].key.value.clone(),
            Scalar::Other(name) => name.clone(),
            simple => SIMPLE
                .iter()
                .find(|(_, scalar)| scalar == simple)
                .map_or_else(String::new, |(name, _)| (*name).to_owned()),
        };
        if self.array { format!("{scalar}[]") } else { scalar }
    }
}
