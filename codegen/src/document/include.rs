//! Files: the root, then what it includes.

use std::io;
use std::path::{Component, Path, PathBuf};

use toml::de::DeTable;

use crate::diagnostic::{Diagnostics, document as say};
use crate::document::partition::Found;
use crate::document::reader::{Item, Reader, read_keys};
use crate::document::{Document, Generate};
use crate::schema::{Lint, TrackedKind};
use crate::source::{SourceId, Sources, Span, Spanned};

/// Reads a file's text.
type ReadFile<'a> = &'a dyn Fn(&Path) -> io::Result<String>;

pub(super) fn read(
    root: &Path,
    read: ReadFile<'_>,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Document> {
    let source = open(root, None, read, sources, diagnostics)?;
    let mut document = Document {
        root: source,
        folder: root.parent().unwrap_or(Path::new("")).to_owned(),
        database: None,
        environments: Vec::new(),
        generate: Generate::default(),
        lint: Lint::default(),
        modules: Vec::new(),
        namespaces: Vec::new(),
        mixins: Vec::new(),
        enums: Vec::new(),
        tables: Vec::new(),
        views: Vec::new(),
        tracked: Vec::new(),
    };
    {
        let tree = parse(&sources.get(source).text, source, diagnostics)?;
        read_root(tree.get_ref(), source, &mut document, diagnostics);
    }
    read_includes(root, read, &mut document, sources, diagnostics);
    Some(document)
}

/// Reads each included file. A file includes nothing itself, so the only cycle is a file that is already read.
fn read_includes(
    root: &Path,
    read: ReadFile<'_>,
    document: &mut Document,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) {
    let mut seen: Vec<(PathBuf, Option<Span>)> = vec![(normalised(root), None)];
    for include in document.generate.include.clone() {
        let path = normalised(&document.folder.join(&include.value));
        match seen.iter().find(|(known, _)| *known == path) {
            Some((_, None)) => {
                diagnostics.push(say::include_cycle(&include.value, include.span));
                continue;
            }
            Some((_, Some(first))) => {
                diagnostics.push(say::included_twice(&include.value, include.span, *first));
                continue;
            }
            None => seen.push((path.clone(), Some(include.span))),
        }
        let Some(source) = open(&path, Some(&include), read, sources, diagnostics) else {
            continue;
        };
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
        document
            .modules
            .push(Spanned::new(stem.unwrap_or_default(), include.span));
        let Some(tree) = parse(&sources.get(source).text, source, diagnostics) else {
            continue;
        };
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        let includes = read_included(tree.get_ref(), source, document, diagnostics);
        for nested in includes {
            let target = normalised(&folder.join(&nested.value));
            if seen.iter().any(|(known, _)| *known == target) {
                diagnostics.push(say::include_cycle(&nested.value, nested.span));
            }
        }
    }
}

/// The path without `.` and `x/..`, without asking the disk.
fn normalised(path: &Path) -> PathBuf {
    let mut result = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if matches!(result.components().next_back(), Some(Component::Normal(_))) => {
                result.pop();
            }
            _ => result.push(component),
        }
    }
    result
}

fn open(
    path: &Path,
    include: Option<&Spanned<String>>,
    read: ReadFile<'_>,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<SourceId> {
    match read(path) {
        Ok(text) => {
            let is_empty = text.lines().all(|line| {
                let line = line.trim_start_matches('\u{feff}').trim();
                line.is_empty() || line.starts_with('#')
            });
            let source = sources.add(path, text);
            if is_empty {
                diagnostics.push(say::empty_file(path, Span::new(source, 0..0), include.is_none()));
                return None;
            }
            Some(source)
        }
        Err(error) => {
            diagnostics.push(say::unreadable_file(path, &error, include.map(|include| include.span)));
            None
        }
    }
}

/// The file as a tree with spans; `None` when it is no TOML. Only the first error is told: those after it are mostly
/// its consequences.
fn parse<'a>(text: &'a str, source: SourceId, diagnostics: &mut Diagnostics) -> Option<toml::Spanned<DeTable<'a>>> {
    match DeTable::parse(text) {
        Ok(tree) => Some(tree),
        Err(error) => {
            let span = error.span().unwrap_or(text.len()..text.len());
            diagnostics.push(say::broken_toml(error.message(), Span::new(source, span)));
            None
        }
    }
}

/// Reads the sections that any file may have, and `$own` ones.
macro_rules! read_sections {
    ($reader:ident, $tree:expr, $file:literal, $item:ident, $document:ident, $module:expr, { $($own:tt)* }) => {
        read_keys!($reader, $tree, $file, $item {
            $($own)*
            "namespace" => namespaces(&mut $reader, $item, $document),
            "mixin" => mixins(&mut $reader, $item, $document),
            "enum" => enums(&mut $reader, $item, $document, $module),
            "table" => tables(&mut $reader, $item, $document, $module),
            "view" => views(&mut $reader, $item, $document, TrackedKind::View, $module),
            "materialized_view" => views(&mut $reader, $item, $document, TrackedKind::MaterializedView, $module),
            "function" => tracked(&mut $reader, $item, $document, TrackedKind::Function),
            "procedure" => tracked(&mut $reader, $item, $document, TrackedKind::Procedure),
            "aggregate" => tracked(&mut $reader, $item, $document, TrackedKind::Aggregate),
            "sequence" => tracked(&mut $reader, $item, $document, TrackedKind::Sequence),
            "domain" => tracked(&mut $reader, $item, $document, TrackedKind::Domain),
            "type" => tracked(&mut $reader, $item, $document, TrackedKind::Type),
            "extension" => tracked(&mut $reader, $item, $document, TrackedKind::Extension),
            "object" => tracked(&mut $reader, $item, $document, TrackedKind::Other),
        })
    };
}

/// The sections that only the root has, and then those of any file.
fn read_root(tree: &DeTable<'_>, source: SourceId, document: &mut Document, diagnostics: &mut Diagnostics) {
    let mut reader = Reader { source, diagnostics };
    read_sections!(reader, tree, "a schema file", item, document, None, {
        "database" => document.database = reader.database(item),
        "env" => for_each(&mut reader, item, |reader, item| document.environments.extend(reader.environment(item))),
        "generate" => if let Some(table) = reader.table(item) { document.generate = reader.generate(table) },
        "lint" => if let Some(table) = reader.table(item) { document.lint = reader.lint(table) },
    });
    if document.database.is_none() && !tree.contains_key("database") {
        diagnostics.push(say::no_database(Span::new(source, 0..0)));
    }
}

/// The sections of an included file. Gives what it says it includes.
fn read_included(
    tree: &DeTable<'_>,
    source: SourceId,
    document: &mut Document,
    diagnostics: &mut Diagnostics,
) -> Vec<Spanned<String>> {
    let module = Some(document.modules.len() - 1);
    let mut includes = Vec::new();
    let mut reader = Reader { source, diagnostics };
    read_sections!(reader, tree, "an included file", item, document, module, {
        "database" => reader.diagnostics.push(say::only_in_root(item.key, item.key_span)),
        "env" => reader.diagnostics.push(say::only_in_root(item.key, item.key_span)),
        "lint" => reader.diagnostics.push(say::only_in_root(item.key, item.key_span)),
        "generate" => {
            reader.diagnostics.push(say::only_in_root(item.key, item.key_span));
            if let Some(table) = reader.table(item) {
                includes = reader.generate(table).include;
            }
        },
    });
    includes
}

fn for_each<'a>(reader: &mut Reader<'_>, item: Item<'a>, mut read: impl FnMut(&mut Reader<'_>, Item<'a>)) {
    if let Some(table) = reader.table(item) {
        for entry in reader.items(table) {
            read(reader, entry);
        }
    }
}

fn namespaces(reader: &mut Reader<'_>, item: Item<'_>, document: &mut Document) {
    for_each(reader, item, |reader, item| {
        document.namespaces.extend(reader.namespace(item));
    });
}

fn mixins(reader: &mut Reader<'_>, item: Item<'_>, document: &mut Document) {
    for_each(reader, item, |reader, item| document.mixins.extend(reader.mixin(item)));
}

fn enums(reader: &mut Reader<'_>, item: Item<'_>, document: &mut Document, module: Option<usize>) {
    for_each(reader, item, |reader, item| {
        document.enums.extend(reader.enumeration(item, module));
    });
}

fn tables(reader: &mut Reader<'_>, item: Item<'_>, document: &mut Document, module: Option<usize>) {
    for_each(reader, item, |reader, item| {
        let mut partitions = Vec::new();
        let mut found = Found {
            tracked: &mut document.tracked,
            partitions: &mut partitions,
        };
        document.tables.extend(reader.schema_table(item, module, &mut found));
        document.tables.append(&mut partitions);
    });
}

fn views(
    reader: &mut Reader<'_>,
    item: Item<'_>,
    document: &mut Document,
    section: TrackedKind,
    module: Option<usize>,
) {
    for_each(reader, item, |reader, item| {
        if let Some((tracked, model)) = reader.view(item, section, module) {
            document.tracked.push(tracked);
            document.views.extend(model);
        }
    });
}

fn tracked(reader: &mut Reader<'_>, item: Item<'_>, document: &mut Document, section: TrackedKind) {
    for_each(reader, item, |reader, item| {
        document.tracked.extend(reader.tracked(item, section));
    });
}
