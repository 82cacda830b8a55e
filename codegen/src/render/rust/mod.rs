//! Models: one file for each table, one for the enums of each module, and what holds them together.
//!
//! The text of a file is made so that rustfmt (default configuration) changes nothing in it: whatever depends on the
//! length of a name is laid out here, in [`attribute`]; the templates only put the pieces below each other.

mod attribute;
mod documentation;
mod enums;
mod model;
mod modules;
mod names;
mod place;
mod relation;
mod types;
mod validation;

use std::path::{Path, PathBuf};

use serde::Serialize;

use self::enums::EnumsView;
use self::model::ModelView;
use self::modules::ModuleView;
use self::names::TableNames;
use super::{GeneratedFile, RenderError, Templates};
use crate::catalog::names::{Names, assign};
use crate::diagnostic::Diagnostics;
use crate::parallel;
use crate::schema::{Enum, Schema, TableId};

/// Models are rendered and parsed on several cores where there are at least so many for each.
const WORTH_A_THREAD: usize = 64;

/// The Rust of a schema, but for `migrations.rs`, which is made of the history. Paths are relative to the folder of the
/// models; what holds them together is `lib.rs` where that folder is called `src`, else `mod.rs`. Each file is parsed.
///
/// # Errors
/// [`RenderError`], of a template that the project overrides.
pub fn rust(schema: &Schema, templates: &Templates) -> Result<Vec<GeneratedFile>, RenderError> {
    // Clashes of names are reported by whoever lowers the schema.
    let constraints = assign(schema, &mut Diagnostics::new());
    rust_besides(schema, &constraints, templates, &|_| false)
}

/// The same, with the names of constraints; files that the caller knows from an earlier run are not parsed again: that is
/// most of the cost of one.
///
/// # Errors
/// [`RenderError`], of a template that the project overrides.
pub fn rust_besides(
    schema: &Schema,
    constraints: &Names,
    templates: &Templates,
    is_known: &(dyn Fn(&GeneratedFile) -> bool + Sync),
) -> Result<Vec<GeneratedFile>, RenderError> {
    let tables = names::tables(schema);
    let mut files = Vec::with_capacity(tables.len() + 2);
    root(schema, &tables, templates, &mut files)?;
    for index in 0..schema.modules.len() {
        included(schema, index, &tables, templates, &mut files)?;
    }
    for (template, file) in &files {
        if !is_known(file) {
            parses(template, file)?;
        }
    }
    let mut files: Vec<_> = files.into_iter().map(|(_, file)| file).collect();
    files.extend(models(schema, &tables, constraints, templates, is_known)?);
    Ok(files)
}

/// A file, with the name of the template that it came from.
type Rendered = (&'static str, GeneratedFile);

fn render(
    template: &'static str,
    path: PathBuf,
    view: &impl Serialize,
    templates: &Templates,
) -> Result<Rendered, RenderError> {
    Ok((
        template,
        GeneratedFile {
            path,
            contents: templates.render(template, view)?,
        },
    ))
}

fn root(
    schema: &Schema,
    tables: &[TableNames],
    templates: &Templates,
    files: &mut Vec<Rendered>,
) -> Result<(), RenderError> {
    let is_source_folder = (schema.generate.models.as_deref())
        .and_then(Path::file_name)
        .is_some_and(|name| name == "src");
    let path = if is_source_folder { "lib.rs" } else { "mod.rs" };
    files.push(render(
        "rust/root.rs",
        path.into(),
        &ModuleView::root(schema, tables),
        templates,
    )?);
    enums(schema, None, Path::new(""), templates, files)
}

fn included(
    schema: &Schema,
    index: usize,
    tables: &[TableNames],
    templates: &Templates,
    files: &mut Vec<Rendered>,
) -> Result<(), RenderError> {
    let folder = Path::new(&schema.modules[index]);
    let view = ModuleView::included(schema, index, tables);
    files.push(render("rust/module.rs", folder.join("mod.rs"), &view, templates)?);
    enums(schema, Some(index), folder, templates, files)
}

fn enums(
    schema: &Schema,
    module: Option<usize>,
    folder: &Path,
    templates: &Templates,
    files: &mut Vec<Rendered>,
) -> Result<(), RenderError> {
    let found: Vec<&Enum> = schema.enums.iter().filter(|found| found.module == module).collect();
    if !found.is_empty() {
        files.push(render(
            "rust/enums.rs",
            folder.join("enums.rs"),
            &EnumsView::new(schema, &found),
            templates,
        )?);
    }
    Ok(())
}

fn models(
    schema: &Schema,
    tables: &[TableNames],
    constraints: &Names,
    templates: &Templates,
    is_known: &(dyn Fn(&GeneratedFile) -> bool + Sync),
) -> Result<Vec<GeneratedFile>, RenderError> {
    let all: Vec<_> = (schema.tables.iter().chain(&schema.views).zip(tables).enumerate())
        .filter(|(_, (table, _))| table.has_model())
        .collect();
    parallel::map(&all, WORTH_A_THREAD, |&(index, (table, names))| {
        let folder = table
            .module
            .map_or(Path::new(""), |module| Path::new(&schema.modules[module]));
        let path = folder.join(format!("{}.rs", names.module));
        let view = if index < schema.tables.len() {
            ModelView::of_table(schema, table, names, constraints.table(TableId(index)))
        } else {
            ModelView::of_view(schema, table, names)
        };
        let (template, file) = render("rust/model.rs", path, &view, templates)?;
        if !is_known(&file) {
            parses(template, &file)?;
        }
        Ok(file)
    })
}

fn parses(template: &str, file: &GeneratedFile) -> Result<(), RenderError> {
    match syn::parse_file(&file.contents) {
        Ok(_) => Ok(()),
        Err(error) => Err(RenderError::Unparsable {
            template: template.to_owned(),
            message: format!("{}: {error}", file.path.display()),
            text: file.contents.clone(),
        }),
    }
}
