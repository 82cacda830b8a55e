//! Objects that are written as SQL: what they belong to and need, and whether their SQL makes what they are called.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostics, dialect as say_dialect, schema as say, tracked as say_tracked};
use crate::dialect::{self, DialectName, PerDialect};
use crate::document;
use crate::schema::context::{Context, Target};
use crate::schema::names::{self, DatabaseNames};
use crate::schema::{Enum, Table, TableId, Tracked, TrackedId, TrackedKind, TrackedReference};
use crate::source::{Span, Spanned};
use crate::statement::{Script, Statement, parse_query};

/// What of a database's names an object takes.
const RELATIONS: [&str; 9] = [
    "domain",
    "foreign table",
    "index",
    "materialized view",
    "sequence",
    "table",
    "type",
    "view",
    "virtual table",
];

/// What is told from others of its name by its arguments.
const ROUTINES: [&str; 3] = ["aggregate", "function", "procedure"];

/// How an object is referred to: `view.active_user`, `trigger.user.stamp`.
pub(super) fn reference_of(written: &document::Tracked) -> String {
    let section = written.section.section();
    match (&written.table, written.section) {
        (Some(table), TrackedKind::Trigger | TrackedKind::Policy) => {
            format!("{section}.{}.{}", table.value, written.key.value)
        }
        _ => format!("{section}.{}", written.key.value),
    }
}

/// The name of a type as SQL: in quotes where it needs them.
pub(super) fn spelled(written: &document::Tracked) -> String {
    let quoted = |name: &str| {
        let is_plain = |letter: char| letter.is_ascii_lowercase() || letter == '_' || letter.is_ascii_digit();
        if name.chars().all(is_plain) && !name.starts_with(|first: char| first.is_ascii_digit()) {
            name.to_owned()
        } else {
            format!("\"{}\"", name.replace('"', "\"\""))
        }
    };
    let name = quoted(&written.name.as_ref().unwrap_or(&written.key).value);
    match &written.namespace {
        Some(namespace) => format!("{}.{name}", quoted(&namespace.value)),
        None => name,
    }
}

/// All of them.
pub(super) fn resolve(context: &Context<'_>, diagnostics: &mut Diagnostics) -> Vec<Tracked> {
    let written = context.document.tracked.iter();
    let tracked: Vec<_> = written.map(|written| one(context, written, diagnostics)).collect();
    cycles(&tracked, diagnostics);
    tracked
}

fn one(context: &Context<'_>, written: &document::Tracked, diagnostics: &mut Diagnostics) -> Tracked {
    let name = written.name.as_ref().unwrap_or(&written.key);
    names::check(context, base(&name.value), name.span, diagnostics);
    let kind = match (&written.kind, written.section.made()) {
        (Some(kind), _) if kind.value.trim().is_empty() => {
            diagnostics.push(say::empty_name(kind.span));
            String::new()
        }
        (Some(kind), _) => kind.value.trim().to_lowercase(),
        (None, made) => made.unwrap_or_default().to_owned(),
    };
    let owner = written
        .table
        .as_ref()
        .and_then(|table| owner(context, table, written, diagnostics));
    let references = written.depends_on.iter();
    let depends_on = references.filter_map(|reference| self::reference(context, reference, diagnostics));
    let depends_on = depends_on.collect();
    let tables = written.needed_by.iter();
    let needed_by = tables
        .filter_map(|table| context.table_id(table, diagnostics))
        .collect();
    let mut tracked = Tracked {
        section: written.section,
        kind,
        key: written.key.value.clone(),
        name: name.value.clone(),
        namespace: written.namespace.as_ref().map(|namespace| namespace.value.clone()),
        owner,
        only: only(context, written, diagnostics),
        sql: PerDialect::default(),
        drop: PerDialect::default(),
        depends_on,
        needed_by,
        span: written.key.span,
    };
    let mut unread = Unread::default();
    for target in context.targets(tracked.only) {
        texts(target, written, name, &mut tracked, &mut unread, diagnostics);
    }
    for (span, dialects, message) in unread.broken {
        diagnostics.push(say_tracked::broken_statement(&dialects, &message, span));
    }
    for (span, dialects, message) in unread.not_understood {
        diagnostics.push(say_tracked::not_understood(&dialects, &message, span));
    }
    tracked
}

/// A place, for which databases it is wrong, and why.
type Failure = (Span, Vec<DialectName>, String);

/// Texts that cannot be read; one text for several databases is told once.
#[derive(Default)]
struct Unread {
    broken: Vec<Failure>,
    not_understood: Vec<Failure>,
}

fn fail(failures: &mut Vec<Failure>, span: Span, dialect: DialectName, message: String) {
    match failures.iter_mut().find(|(known, ..)| *known == span) {
        Some((_, dialects, _)) => dialects.push(dialect),
        None => failures.push((span, vec![dialect], message)),
    }
}

/// A name without the arguments that may follow it.
fn base(name: &str) -> &str {
    name.split('(').next().unwrap_or_default().trim_end()
}

/// What belongs to a table of one database is of that database.
fn only(context: &Context<'_>, written: &document::Tracked, diagnostics: &mut Diagnostics) -> Option<DialectName> {
    let own = written.only;
    let table = written
        .table
        .as_ref()
        .and_then(|table| context.find_table(&table.value));
    let table = table.and_then(|id| context.table(id).table.only);
    match (own, table) {
        (Some(own), Some(table)) if own.value != table.value => {
            diagnostics.push(say_dialect::only_differs("an object", own, table));
            Some(own.value)
        }
        (own, table) => own.or(table).map(|only| only.value),
    }
}

fn owner(
    context: &Context<'_>,
    key: &Spanned<String>,
    written: &document::Tracked,
    diagnostics: &mut Diagnostics,
) -> Option<TrackedReference> {
    if let Some(id) = context.find_table(&key.value) {
        return Some(TrackedReference::Table(id));
    }
    // A trigger, a rule or a comment may be on a view.
    let views = [TrackedKind::View, TrackedKind::MaterializedView].into_iter();
    let mut views = views.filter_map(|kind| context.find_tracked(&format!("{}.{}", kind.section(), key.value)));
    match views.next() {
        Some(id) if written.section == TrackedKind::Other => Some(TrackedReference::Object(id)),
        _ => context.table_id(key, diagnostics).map(TrackedReference::Table),
    }
}

fn reference(context: &Context<'_>, text: &Spanned<String>, diagnostics: &mut Diagnostics) -> Option<TrackedReference> {
    if let Some(key) = text.value.strip_prefix("table.") {
        let key = Spanned::new(key.to_owned(), text.span);
        return context.table_id(&key, diagnostics).map(TrackedReference::Table);
    }
    let found = context.find_tracked(&text.value);
    if found.is_none() {
        diagnostics.push(say_tracked::unknown_object(
            &text.value,
            text.span,
            context.tracked_keys(),
        ));
    }
    found.map(TrackedReference::Object)
}

/// The statements for one database.
fn texts(
    target: &Target,
    written: &document::Tracked,
    name: &Spanned<String>,
    tracked: &mut Tracked,
    unread: &mut Unread,
    diagnostics: &mut Diagnostics,
) {
    let dialect = target.name();
    let Some(sql) = &written.sql else { return };
    let kinds = target.capabilities.tracked_kinds;
    if let Some(kinds) = kinds.filter(|kinds| !kinds.contains(&tracked.kind.as_str())) {
        let span = written.kind.as_ref().map_or(written.key.span, |kind| kind.span);
        diagnostics.push(say_tracked::kind_elsewhere(&tracked.kind, dialect, kinds, span));
        return;
    }
    let Some(text) = sql.text.get(dialect) else {
        diagnostics.push(say_dialect::no_sql(dialect, sql.span));
        return;
    };
    let Some(script) = script(target, text, unread) else {
        return;
    };
    let is_right = is_called_so(target, &script, text.span, name, tracked, diagnostics);
    is_understood(target, &script, text.span, &tracked.kind, unread);
    tracked.sql.set(dialect, text.value.clone());
    let drop = match written.drop.as_ref().map(|drop| (drop, drop.text.get(dialect))) {
        Some((_, Some(drop))) => script_of_drop(target, drop, unread),
        Some((drop, None)) => {
            diagnostics.push(say_dialect::no_sql(dialect, drop.span));
            None
        }
        None => derived_drop(target, &script, tracked).or_else(|| {
            if is_right {
                diagnostics.push(say_tracked::drop_unknown(&tracked.kind, sql.span));
            }
            None
        }),
    };
    if let Some(drop) = drop {
        tracked.drop.set(dialect, drop);
    }
}

fn script(target: &Target, text: &Spanned<String>, unread: &mut Unread) -> Option<Script> {
    let read = Script::read(target.dialect, &text.value);
    read.map_err(|message| fail(&mut unread.broken, text.span, target.name(), message))
        .ok()
}

fn script_of_drop(target: &Target, text: &Spanned<String>, unread: &mut Unread) -> Option<String> {
    script(target, text, unread).map(|_| text.value.trim().trim_end_matches(';').trim_end().to_owned())
}

/// Whether one of the statements makes what the section and the name say.
fn is_called_so(
    target: &Target,
    script: &Script,
    span: Span,
    name: &Spanned<String>,
    tracked: &Tracked,
    diagnostics: &mut Diagnostics,
) -> bool {
    let Some(kind) = tracked.section.made() else {
        return true;
    };
    let Some((_, head)) = script.maker(target.dialect, kind) else {
        let heads = script.statements().iter();
        let made = heads
            .clone()
            .find_map(|statement| Some(statement.head(target.dialect)?.kind));
        let beginning = heads.map(Statement::beginning).next().unwrap_or_default();
        diagnostics.push(say_tracked::makes_another_kind(kind, made, &beginning, span));
        return false;
    };
    let object = target
        .dialect
        .object_name(dialect::namespace(tracked.namespace.as_deref()), base(&tracked.name));
    let fold = |text: &str| {
        if target.dialect.ignores_case() {
            text.to_ascii_lowercase()
        } else {
            text.to_owned()
        }
    };
    let (made, qualifier) = match head.name.as_slice() {
        [.., qualifier, name] => (name, Some(qualifier.as_str())),
        [name] => (name, None),
        [] => return false,
    };
    // What belongs to a table has no namespace of its own.
    let is_in_table = matches!(tracked.section, TrackedKind::Trigger | TrackedKind::Policy);
    let in_namespace = is_in_table || tracked.section == TrackedKind::Extension || {
        let said = qualifier.filter(|qualifier| *qualifier != target.capabilities.default_namespace);
        said == object.namespace.as_deref()
    };
    if *made == fold(&object.name) && in_namespace {
        return true;
    }
    diagnostics.push(say_tracked::makes_another_name(
        kind,
        &object.to_string(),
        &head.name.join("."),
        span,
        name.span,
    ));
    false
}

/// A parser that does not understand a query is no proof that the server does not.
fn is_understood(target: &Target, script: &Script, span: Span, kind: &str, unread: &mut Unread) {
    if !matches!(kind, "view" | "materialized view") {
        return;
    }
    let Some((_, head)) = script.maker(target.dialect, kind) else {
        return;
    };
    let Some(query) = head.query() else {
        fail(
            &mut unread.broken,
            span,
            target.name(),
            "there is no AS and no query".to_owned(),
        );
        return;
    };
    if let Err(message) = parse_query(target.dialect, query) {
        fail(&mut unread.not_understood, span, target.name(), message);
    }
}

/// The statement that takes the object away, where kind and name say it.
fn derived_drop(target: &Target, script: &Script, tracked: &Tracked) -> Option<String> {
    let dialect = target.dialect;
    let kind = tracked.kind.as_str();
    let Some((index, head)) = script.maker(dialect, kind) else {
        let opposites: Option<Vec<_>> = script.statements().iter().map(Statement::opposite).collect();
        let mut opposites = opposites?;
        opposites.reverse();
        return Some(opposites.join(";\n"));
    };
    let mut others = script
        .statements()
        .iter()
        .enumerate()
        .filter(|(other, _)| *other != index);
    if others.any(|(_, statement)| statement.outlives(dialect, kind)) {
        return None;
    }
    let word = match kind {
        "virtual table" => "TABLE".to_owned(),
        kind => kind.to_ascii_uppercase(),
    };
    let name = written_name(target, tracked);
    Some(match kind {
        _ if ROUTINES.contains(&kind) => {
            let arguments = match tracked.name.find('(') {
                Some(start) => tracked.name[start..].to_owned(),
                None => head.arguments()?,
            };
            format!("DROP {word} {name}{arguments}")
        }
        "trigger" if target.capabilities.global_trigger_names => format!("DROP {word} {name}"),
        "trigger" | "policy" | "rule" => format!("DROP {word} {name} ON {}", head.on()?),
        _ => format!("DROP {word} {name}"),
    })
}

/// The name as SQL.
fn written_name(target: &Target, tracked: &Tracked) -> String {
    let object = target
        .dialect
        .object_name(dialect::namespace(tracked.namespace.as_deref()), base(&tracked.name));
    let name = target.dialect.quote_identifier(&object.name);
    match &object.namespace {
        Some(namespace) if tracked.section != TrackedKind::Extension => {
            format!("{}.{name}", target.dialect.quote_identifier(namespace))
        }
        _ => name,
    }
}

/// Whether what is said to be needed leads back to where it began.
fn cycles(tracked: &[Tracked], diagnostics: &mut Diagnostics) {
    let needs = |id: usize| {
        let objects = tracked[id].depends_on.iter().chain(&tracked[id].owner);
        objects.filter_map(|reference| match reference {
            TrackedReference::Object(TrackedId(on)) => Some(*on),
            TrackedReference::Table(_) => None,
        })
    };
    let mut told: BTreeSet<usize> = BTreeSet::new();
    for (start, object) in tracked.iter().enumerate() {
        let (mut seen, mut waiting) = (BTreeSet::new(), vec![start]);
        while let Some(id) = waiting.pop() {
            waiting.extend(needs(id).filter(|on| *on == start || seen.insert(*on)));
            if waiting.last() == Some(&start) {
                // Each of a circle would find it.
                if told.is_disjoint(&seen) {
                    diagnostics.push(say_tracked::object_cycle(&object.kind, &object.key, object.span));
                }
                told.insert(start);
                break;
            }
        }
    }
}

/// Names that meet in a database: of objects with each other, and with those of tables and enums.
pub(super) fn shared_names(
    context: &Context<'_>,
    (enums, tables, tracked): (&[Enum], &[Table], &[Tracked]),
    diagnostics: &mut Diagnostics,
) {
    for target in &context.targets {
        let is_here = |only: Option<DialectName>| only.is_none_or(|only| only == target.name());
        let (mut relations, mut routines) = (DatabaseNames::new(context), DatabaseNames::new(context));
        let mut within: BTreeMap<(&str, Option<TrackedReference>), DatabaseNames> = BTreeMap::new();
        for known in enums {
            let owner = format!("enum `{}`", known.key);
            relations.hold(known.namespace.as_deref(), &known.name, owner, known.span);
        }
        for table in tables.iter().filter(|table| is_here(table.only)) {
            let owner = format!("table `{}`", table.key);
            relations.hold(table.namespace.as_deref(), &table.name, owner, table.span);
        }
        let secured = (0..).map(TableId).zip(tables).filter(|(_, table)| is_here(table.only));
        for (id, table) in secured {
            let Some(scope) = table.scope.as_ref().filter(|scope| scope.row_security) else {
                continue;
            };
            let name = target
                .dialect
                .object_name(dialect::namespace(table.namespace.as_deref()), &table.name);
            for (kind, own) in target.dialect.row_security_names(&name) {
                let names = within
                    .entry((kind, Some(TrackedReference::Table(id))))
                    .or_insert_with(|| DatabaseNames::new(context));
                names.hold(None, own, format!("`rls` of `{}`", table.key), scope.span);
            }
        }
        for object in tracked.iter().filter(|object| is_here(object.only)) {
            let owner = format!("{} `{}`", object.kind, object.key);
            let namespace = object.namespace.as_deref();
            let kind = object.kind.as_str();
            if RELATIONS.contains(&kind) {
                relations.take(namespace, &object.name, owner, object.span, diagnostics);
            } else if ROUTINES.contains(&kind) {
                routines.take(namespace, &object.name, owner, object.span, diagnostics);
            } else {
                let is_global = kind == "trigger" && target.capabilities.global_trigger_names;
                let place = object.owner.filter(|_| !is_global);
                let names = within
                    .entry((kind, place))
                    .or_insert_with(|| DatabaseNames::new(context));
                names.take(namespace, &object.name, owner, object.span, diagnostics);
            }
        }
    }
}
