//! What differs between the SQL of the databases, as data.

use crate::value::Datum;

/// A database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dialect {
    /// PostgreSQL.
    Postgres,
    /// SQLite.
    Sqlite,
}

impl Dialect {
    /// Its name in the schema: `postgres`, `sqlite`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::Sqlite => "sqlite",
        }
    }
}

impl Dialect {
    pub(crate) fn syntax(self) -> &'static Syntax {
        match self {
            Self::Postgres => &POSTGRES,
            Self::Sqlite => &SQLITE,
        }
    }
}

impl std::fmt::Display for Dialect {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// What differs between the SQL of the databases.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(crate) struct Syntax {
    pub(crate) dialect: Dialect,
    /// What stands before a parameter's number. (`$1` would be a *named* parameter to SQLite.)
    pub(crate) placeholder: char,
    /// Whether values have types that text must be cast to.
    pub(crate) casts: bool,
    /// Whether a parameter can be an array, and `unnest` makes rows of several.
    pub(crate) arrays: bool,
    /// Whether the database makes random UUIDs.
    pub(crate) makes_uuids: bool,
    /// Whether policies of a table hold whoever reads it to some rows.
    pub(crate) row_security: bool,
    /// Whether tables stand in namespaces.
    pub(crate) namespaces: bool,
    /// Whether LIKE tells small letters from capitals, and ILIKE does not.
    pub(crate) like_matters_case: bool,
    /// Whether INTERSECT and EXCEPT can count how often a row is there.
    pub(crate) counts_in_sets: bool,
    /// A key of a JSON object, as the parameter that finds it.
    pub(crate) json_key: fn(&str) -> String,
    /// What stands before a statement whose plan is asked for.
    pub(crate) explain: &'static str,
    /// A plan as lines, from its rows.
    pub(crate) plan: fn(&[Vec<Datum<'static>>]) -> String,
    /// The clock, for a column of this PostgreSQL type.
    pub(crate) now: fn(&str) -> &'static str,
}

pub(crate) const POSTGRES: Syntax = Syntax {
    dialect: Dialect::Postgres,
    placeholder: '$',
    casts: true,
    arrays: true,
    makes_uuids: true,
    row_security: true,
    namespaces: true,
    like_matters_case: true,
    counts_in_sets: true,
    json_key: str::to_owned,
    explain: "explain ",
    plan: |rows| {
        let lines: Vec<&str> = rows.iter().filter_map(|row| text_of(row.first())).collect();
        lines.join("\n")
    },
    now: |_| "now()",
};

pub(crate) const SQLITE: Syntax = Syntax {
    dialect: Dialect::Sqlite,
    placeholder: '?',
    casts: false,
    arrays: false,
    makes_uuids: false,
    row_security: false,
    namespaces: false,
    like_matters_case: false,
    counts_in_sets: false,
    json_key: |key| format!("$.\"{key}\""),
    explain: "explain query plan ",
    plan: tree,
    now: |postgres_type| match postgres_type {
        "date" => "date('now')",
        "time" | "time without time zone" => "(strftime('%H:%M:%f', 'now') || '000')",
        "timestamp" | "timestamp without time zone" => "(strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000')",
        _ => "(strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000Z')",
    },
};

fn text_of<'a>(datum: Option<&'a Datum<'static>>) -> Option<&'a str> {
    match datum {
        Some(Datum::Text(text)) => Some(text),
        _ => None,
    }
}

/// SQLite gives a plan as nodes: a number, that of the node above, and at the end what it does.
fn tree(rows: &[Vec<Datum<'static>>]) -> String {
    let mut depths: Vec<(&Datum<'static>, usize)> = Vec::new();
    let lines = rows.iter().filter_map(|row| {
        let [node, above, .., _] = row.as_slice() else {
            return None;
        };
        let found = depths.iter().find(|(known, _)| *known == above);
        let depth = found.map_or(0, |(_, depth)| depth + 1);
        depths.push((node, depth));
        Some(format!("{}{}", "  ".repeat(depth), text_of(row.last())?))
    });
    let lines: Vec<String> = lines.collect();
    lines.join("\n")
}
