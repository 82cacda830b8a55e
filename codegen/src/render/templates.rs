//! The templates: ours are part of the program, a project overrides each by a file of the same name.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, LazyLock};

use serde::Serialize;
use tera::{Context, ErrorKind, Tera};

use super::RenderError;

/// Our templates by name, their text taken in when the program is built: it works wherever its sources came from. The
/// folder is a link to `templates/` of the repository, which Cargo packs as the files that it leads to.
macro_rules! embedded {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../templates/", $name)))),*]
    };
}

/// Every file of `templates/`; a test holds the list to the folder.
const EMBEDDED: &[(&str, &str)] = embedded![
    "postgres/add_column.sql",
    "postgres/add_constraint.sql",
    "postgres/add_constraint_using_index.sql",
    "postgres/add_identity.sql",
    "postgres/add_value.sql",
    "postgres/alter_column_collation.sql",
    "postgres/alter_column_type.sql",
    "postgres/check.sql",
    "postgres/comment.sql",
    "postgres/copy_rows.sql",
    "postgres/create_index.sql",
    "postgres/create_partition.sql",
    "postgres/create_partitioned_table.sql",
    "postgres/create_schema.sql",
    "postgres/create_table.sql",
    "postgres/create_type.sql",
    "postgres/detach_partition.sql",
    "postgres/drop_aside.sql",
    "postgres/drop_column.sql",
    "postgres/drop_constraint.sql",
    "postgres/drop_default.sql",
    "postgres/drop_expression.sql",
    "postgres/drop_identity.sql",
    "postgres/drop_index.sql",
    "postgres/drop_index_concurrently.sql",
    "postgres/drop_not_null.sql",
    "postgres/drop_schema.sql",
    "postgres/drop_table.sql",
    "postgres/drop_type.sql",
    "postgres/move_aside.sql",
    "postgres/move_table.sql",
    "postgres/move_type.sql",
    "postgres/object.sql",
    "postgres/rename_column.sql",
    "postgres/rename_constraint.sql",
    "postgres/rename_index.sql",
    "postgres/rename_sequence.sql",
    "postgres/rename_sequence_of.sql",
    "postgres/rename_table.sql",
    "postgres/rename_type.sql",
    "postgres/rename_value.sql",
    "postgres/set_constraints_immediate.sql",
    "postgres/set_default.sql",
    "postgres/set_expression.sql",
    "postgres/set_identity.sql",
    "postgres/set_not_null.sql",
    "postgres/set_sequence.sql",
    "postgres/update.sql",
    "postgres/update_batch.sql",
    "postgres/validate_constraint.sql",
    "rust/enums.rs",
    "rust/migrations.rs",
    "rust/model.rs",
    "rust/module.rs",
    "rust/root.rs",
    "sqlite/add_column.sql",
    "sqlite/add_column_free_type.sql",
    "sqlite/add_constraint.sql",
    "sqlite/assert.sql",
    "sqlite/check.sql",
    "sqlite/copy_rows.sql",
    "sqlite/copy_sequence.sql",
    "sqlite/create_index.sql",
    "sqlite/create_table.sql",
    "sqlite/create_table_free_types.sql",
    "sqlite/create_table_strict_without_rowid.sql",
    "sqlite/drop_column.sql",
    "sqlite/drop_constraint.sql",
    "sqlite/drop_index.sql",
    "sqlite/drop_not_null.sql",
    "sqlite/drop_table.sql",
    "sqlite/object.sql",
    "sqlite/rename_column.sql",
    "sqlite/rename_table.sql",
    "sqlite/replace_table.sql",
    "sqlite/set_not_null.sql",
    "sqlite/update_rows.sql",
];

/// A set of templates, ready to render.
///
/// A variable that a view does not have is an error, also where a template only asks for it in an `if` (a view always
/// has all of its fields); nothing is escaped, since views hold final text.
///
/// ```
/// use std::collections::BTreeMap;
/// use codegen::render::Templates;
///
/// let own = BTreeMap::from([("note.txt".to_owned(), "{{ table }} has {{ columns }} columns\n".to_owned())]);
/// let templates = Templates::with_overrides(&own)?;
/// let text = templates.render("note.txt", &serde_json::json!({ "table": "user", "columns": 3 }))?;
/// assert_eq!(text, "user has 3 columns\n");
///
/// let error = templates.render("note.txt", &serde_json::json!({ "table": "user" })).unwrap_err();
/// assert!(error.to_string().starts_with("template `note.txt`, line 1: "));
/// # Ok::<(), codegen::render::RenderError>(())
/// ```
#[derive(Clone)]
pub struct Templates(Arc<Parsed>);

struct Parsed {
    tera: Tera,
    by_name: BTreeMap<String, Template>,
}

struct Template {
    text: Cow<'static, str>,
    /// What its view must have.
    variables: Vec<String>,
}

/// Ours are parsed once: that takes longer than a migration does.
static OURS: LazyLock<Templates> = LazyLock::new(|| {
    let ours = EMBEDDED.iter().map(|(name, text)| (*name, Cow::Borrowed(*text)));
    Templates::parse(ours).expect("a test reads each of our own templates")
});

impl fmt::Debug for Templates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.by_name.keys()).finish()
    }
}

impl Templates {
    /// Our templates alone.
    ///
    /// # Panics
    /// When one of them is not a template, which a test excludes.
    pub fn embedded() -> Self {
        OURS.clone()
    }

    /// Our templates, and the user's: name relative to the template folder, with `/` → text. One of the same name as
    /// ours takes its place; others stand beside them.
    ///
    /// # Errors
    /// [`RenderError::Template`] and [`RenderError::WholeTemplate`] for a user's template that cannot be read.
    pub fn with_overrides(overrides: &BTreeMap<String, String>) -> Result<Self, RenderError> {
        if overrides.is_empty() {
            return Ok(Self::embedded());
        }
        let ours = EMBEDDED.iter().filter(|(name, _)| !overrides.contains_key(*name));
        let ours = ours.map(|(name, text)| (*name, Cow::Borrowed(*text)));
        let theirs = overrides
            .iter()
            .map(|(name, text)| (name.as_str(), Cow::Owned(text.clone())));
        Self::parse(ours.chain(theirs))
    }

    fn parse<'a>(all: impl Iterator<Item = (&'a str, Cow<'static, str>)> + Clone) -> Result<Self, RenderError> {
        let mut tera = Tera::new();
        tera.autoescape_on(Vec::<&str>::new());
        tera.add_raw_templates(all.clone())
            .map_err(|error| RenderError::from_tera("", &error))?;
        let by_name = all
            .map(|(name, text)| {
                let variables = variables(&tera, name, &text)?;
                Ok((name.to_owned(), Template { text, variables }))
            })
            .collect::<Result<_, RenderError>>()?;
        Ok(Self(Arc::new(Parsed { tera, by_name })))
    }

    /// The names of our own templates.
    pub fn embedded_names() -> impl Iterator<Item = &'static str> {
        EMBEDDED.iter().map(|(name, _)| *name)
    }

    /// Whether there is a template of this name.
    pub fn contains(&self, name: &str) -> bool {
        self.0.by_name.contains_key(name)
    }

    /// Fills a template from its view, a struct or map.
    ///
    /// # Errors
    /// [`RenderError::Unknown`], or [`RenderError::Template`] where the view lacks what the template asks for.
    pub fn render(&self, name: &str, view: &(impl Serialize + ?Sized)) -> Result<String, RenderError> {
        let template = self
            .0
            .by_name
            .get(name)
            .ok_or_else(|| RenderError::Unknown(name.to_owned()))?;
        let context = Context::from_serialize(view).map_err(|error| RenderError::from_tera(name, &error))?;
        // Tera takes an undefined variable in an `if` for false: a misspelt one would drop text without a word.
        let mut variables = template.variables.iter();
        if let Some(variable) = variables.find(|variable| !context.contains_key(variable)) {
            return Err(RenderError::Template {
                template: name.to_owned(),
                line: first_line(&template.text, variable),
                message: format!("there is no variable `{variable}` here"),
            });
        }
        self.0
            .tera
            .render(name, &context)
            .map_err(|error| RenderError::from_tera(name, &error))
    }
}

/// What a template takes from its view. Of one that includes others nothing is said: what those use may also come from
/// the loops around them, and Tera does not tell the two apart.
fn variables(tera: &Tera, name: &str, text: &str) -> Result<Vec<String>, RenderError> {
    let includes = text
        .match_indices("include")
        .any(|(at, _)| text[..at].trim_end().ends_with(['%', '-']));
    if includes {
        return Ok(Vec::new());
    }
    let used = tera
        .get_template_variables(name)
        .map_err(|error| RenderError::from_tera(name, &error))?;
    let mut used: Vec<_> = used.into_iter().map(str::to_owned).collect();
    used.sort();
    Ok(used)
}

/// The first line with this word; the first of all where there is none.
fn first_line(text: &str, word: &str) -> usize {
    let is_part_of_word = |c: char| c.is_alphanumeric() || c == '_';
    let has_word = |line: &str| line.split(|c| !is_part_of_word(c)).any(|part| part == word);
    text.lines().position(has_word).unwrap_or(0) + 1
}

impl RenderError {
    fn from_tera(template: &str, error: &tera::Error) -> Self {
        match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => Self::Template {
                template: report.filename().to_owned(),
                line: report.span().start_line,
                message: report.message().to_owned(),
            },
            ErrorKind::CircularExtend { tpl, .. }
            | ErrorKind::CircularInclude { tpl, .. }
            | ErrorKind::MissingParent { current: tpl, .. } => Self::WholeTemplate {
                template: tpl.clone(),
                message: error.to_string(),
            },
            _ => located(&error.to_string()).unwrap_or_else(|| Self::WholeTemplate {
                template: template.to_owned(),
                message: error.to_string(),
            }),
        }
    }
}

/// Unknown filters, tests and functions come as a finished report: `error: MESSAGE`, ` --> NAME:LINE:COLUMN`, the line.
fn located(report: &str) -> Option<RenderError> {
    let (message, rest) = report.split_once("error: ")?.1.split_once('\n')?;
    let mut place = rest.lines().next()?.trim_start().strip_prefix("--> ")?.rsplitn(3, ':');
    let (_column, line, template) = (place.next()?, place.next()?, place.next()?);
    Some(RenderError::Template {
        template: template.to_owned(),
        line: line.parse().ok()?,
        message: message.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::json;

    use super::*;

    fn with(name: &str, text: &str) -> Result<Templates, RenderError> {
        Templates::with_overrides(&BTreeMap::from([(name.to_owned(), text.to_owned())]))
    }

    fn files(folder: &Path, prefix: &str, names: &mut Vec<String>) {
        for entry in fs_err::read_dir(folder).expect("the folder is there") {
            let entry = entry.expect("an entry can be read");
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                files(&entry.path(), &format!("{name}/"), names);
            } else {
                names.push(name);
            }
        }
    }

    #[test]
    fn every_file_of_the_folder_is_embedded() {
        let mut names = Vec::new();
        files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("templates"), "", &mut names);
        names.sort();
        let mut embedded: Vec<_> = Templates::embedded_names().map(str::to_owned).collect();
        embedded.sort();
        assert_eq!(names, embedded);
        let templates = Templates::embedded();
        assert!(embedded.iter().all(|name| templates.contains(name)));
    }

    #[test]
    fn nothing_is_escaped() {
        let templates = with("x.html", "{{ text }}").expect("a template");
        let text = templates
            .render("x.html", &json!({ "text": "<\"&'>" }))
            .expect("it renders");
        assert_eq!(text, "<\"&'>");
    }

    #[test]
    fn errors_name_the_template_and_the_line() {
        let of = |error: RenderError| error.to_string();
        let syntax = with("own/x.sql", "SELECT\n  {{ table").expect_err("no template");
        assert!(of(syntax).starts_with("template `own/x.sql`, line 2: "));
        let filter = with("x", "\n\n{{ table | nosuch }}").expect_err("no such filter");
        assert!(of(filter).starts_with("template `x`, line 3: "));

        let templates =
            with("x", "{% for a in list %}{{ a }}{% endfor %}\n{% if lost %}x{% endif %}").expect("a template");
        let missing = templates
            .render("x", &json!({ "list": [1] }))
            .expect_err("`lost` is missing");
        assert_eq!(of(missing), "template `x`, line 2: there is no variable `lost` here");
        let templates = with("x", "\n{{ table.lost }}").expect("a template");
        let missing = templates
            .render("x", &json!({ "table": {} }))
            .expect_err("a field is missing");
        assert!(of(missing).starts_with("template `x`, line 2: "));
        assert_eq!(
            of(templates.render("y", &json!({})).expect_err("none")),
            "there is no template `y`"
        );
    }

    #[test]
    fn an_included_template_may_use_the_loop_around_it() {
        let templates = Templates::with_overrides(&BTreeMap::from([
            ("part".to_owned(), "{{ item }};".to_owned()),
            (
                "x".to_owned(),
                "{% for item in list %}{% include \"part\" %}{% endfor %}".to_owned(),
            ),
        ]))
        .expect("templates");
        assert_eq!(
            templates.render("x", &json!({ "list": [1, 2] })).expect("it renders"),
            "1;2;"
        );
    }
}
