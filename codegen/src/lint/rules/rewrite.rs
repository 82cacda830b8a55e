//! What makes PostgreSQL write all rows of a table again, while nobody may read it.

use crate::dialect::postgres::STEADY;
use crate::lint::model::{Action, Change, Column, TypeText};
use crate::lint::read::expression::uses;
use crate::lint::rule::Found;
use crate::lint::walk::At;
use crate::plan::LockLevel;

/// Functions that give something else for each row; of those that are neither here nor [`STEADY`] it is not known.
const VOLATILE: &[&str] = &[
    "clock_timestamp",
    "gen_random_bytes",
    "gen_random_uuid",
    "nextval",
    "random",
    "random_normal",
    "timeofday",
    "uuid_generate_v1",
    "uuid_generate_v1mc",
    "uuid_generate_v4",
    "uuidv4",
    "uuidv7",
];

pub(in crate::lint) fn column_rewrites(at: &At<'_>, found: &mut Found<'_>) {
    let Action::AlterTable {
        table,
        change: Change::AddColumn { column, .. },
    } = &at.act.action
    else {
        return;
    };
    if !at.is_old(table) {
        return;
    }
    let Some((why, help)) = reason(at, column) else { return };
    found
        .push(
            at.act.at.clone(),
            format!("all rows of {} are written again: {why}", table.shown()),
        )
        .lock(LockLevel::AccessExclusive)
        .help(help);
}

fn reason(at: &At<'_>, column: &Column) -> Option<(String, &'static str)> {
    let shown = &column.name.shown;
    if column.generated.as_ref().is_some_and(|generated| generated.stored) {
        return Some((
            format!("{shown} is computed and stored"),
            "add a plain column, keep it with a trigger, and fill it in batches",
        ));
    }
    let serial = ["serial", "bigserial", "smallserial", "serial4", "serial8", "serial2"];
    if column.identity || serial.contains(&column.r#type.base().as_str()) {
        return Some((
            format!("{shown} numbers them"),
            "add a plain nullable column, fill it in batches, then make it an identity",
        ));
    }
    let default = column.default.as_ref()?;
    let uses = uses(&default.text, at.file.dialect)?;
    let volatile = uses.calls.iter().find(|call| VOLATILE.contains(&call.as_str()));
    let unknown = uses.calls.iter().find(|call| !STEADY.contains(&call.as_str()));
    let call = volatile.or(unknown)?;
    let why = if volatile.is_some() {
        format!("{call}() gives each one a value of its own")
    } else {
        format!("{call}() may be VOLATILE, and then gives each one a value of its own")
    };
    Some((
        why,
        "add the column without the default, SET DEFAULT for new rows, and fill the old ones in batches",
    ))
}

pub(in crate::lint) fn type_rewrites(at: &At<'_>, found: &mut Found<'_>) {
    let Action::AlterTable {
        table,
        change: Change::SetType { column, r#type, .. },
    } = &at.act.action
    else {
        return;
    };
    if !at.is_old(table) {
        return;
    }
    let previous = at
        .table(&table.key)
        .and_then(|known| known.column(&column.name))
        .map(|known| known.r#type.as_str());
    if previous.is_some_and(|previous| only_widens(previous, r#type)) {
        return;
    }
    let message = match previous {
        Some(previous) => format!(
            "{previous} to {} writes all rows of {} again, and its indexes",
            r#type.text,
            table.shown()
        ),
        None => format!(
            "unless {} only gets wider, all rows of {} are written again",
            column.shown,
            table.shown()
        ),
    };
    found
        .push(at.act.at.clone(), message)
        .lock(LockLevel::AccessExclusive)
        .help("add a column of the new type, keep both in step with a trigger, fill it in batches, then change over");
}

/// Whether PostgreSQL only changes its catalog (manual, ALTER TABLE, notes; `pg_cast` and the length functions of types).
fn only_widens(previous: &str, next: &TypeText) -> bool {
    let previous = TypeText {
        text: previous.to_owned(),
        at: 0..0,
    };
    let (from, to) = (family(&previous), family(next));
    let (from_length, to_length) = (previous.arguments(), next.arguments());
    match (from.as_str(), to.as_str()) {
        ("varchar" | "text", "text") | ("cidr", "inet") => true,
        ("varchar", "varchar") | ("varbit", "varbit") | ("timestamp", "timestamp") | ("timestamptz", "timestamptz") => {
            match (from_length.first(), to_length.first()) {
                (_, None) => true,
                (Some(from), Some(to)) => to >= from,
                (None, Some(_)) => false,
            }
        }
        ("text", "varchar") => to_length.is_empty(),
        ("numeric", "numeric") => match (from_length.as_slice(), to_length.as_slice()) {
            (_, []) => true,
            ([from, rest @ ..], [to, other @ ..]) => {
                to >= from && rest.first().unwrap_or(&0) == other.first().unwrap_or(&0)
            }
            ([], _) => false,
        },
        (from, to) => from == to && from_length == to_length,
    }
}

/// One word for all spellings of a type.
pub(super) fn family(r#type: &TypeText) -> String {
    let base = r#type.base();
    let word = match base.as_str() {
        "character varying" | "char varying" | "varchar" => "varchar",
        "decimal" | "dec" | "numeric" => "numeric",
        "bit varying" | "varbit" => "varbit",
        "timestamp" | "timestamp without time zone" => "timestamp",
        "timestamptz" | "timestamp with time zone" => "timestamptz",
        "int" | "int4" | "integer" => "integer",
        "int2" | "smallint" => "smallint",
        "int8" | "bigint" => "bigint",
        "bool" | "boolean" => "boolean",
        "char" | "character" | "bpchar" => "char",
        other => other,
    };
    word.to_owned()
}

pub(in crate::lint) fn table_rewritten(at: &At<'_>, found: &mut Found<'_>) {
    let what = match &at.act.action {
        Action::AlterTable {
            table,
            change: Change::Rewrite(what),
        } if at.is_old(table) => what.as_str(),
        Action::Vacuum { full: true } => "VACUUM FULL",
        Action::Cluster => "CLUSTER",
        _ => return,
    };
    found
        .push(
            at.act.at.clone(),
            format!("{what} writes the whole table again while nobody may read it"),
        )
        .lock(LockLevel::AccessExclusive)
        .help("pg_repack does it in the background, and from PostgreSQL 19 on REPACK (CONCURRENTLY)");
}
