//! The migrations as Rust, for programs that carry them.

use std::collections::BTreeMap;

use serde::Serialize;

use super::changes::Folded;
use super::id::MigrationId;
use super::read::{History, Migration};
use crate::dialect::DialectName;
use crate::render::HEADER;
use crate::render::{RenderError, Templates};

/// How the Rust file names the SQL files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SqlLocation {
    /// By the path from the Rust file's folder to the migrations: `../migrations`.
    Relative(String),
    /// By the path from the folder of the consuming package's Cargo.toml: `migrations`. For Rust in `OUT_DIR`.
    Package(String),
}

/// What the template sees; all text is final.
#[derive(Debug, Serialize)]
struct View {
    header: &'static str,
    databases: Vec<DatabaseView>,
}

#[derive(Debug, Serialize)]
struct DatabaseView {
    /// The field of `tablesmith::migrate::Migrations`.
    field: &'static str,
    value: String,
    constant: String,
    /// Whether there is a list at all, which may be empty.
    used: bool,
    migrations: Vec<MigrationView>,
}

#[derive(Debug, Serialize)]
struct MigrationView {
    id: String,
    name: String,
    parent: String,
    up: String,
    down: String,
    hash: String,
    footprint: String,
    /// Text, or none where nothing was folded into it.
    replaces: String,
}

/// The text of `migrations.rs`: a static `MIGRATIONS` with every migration of each dialect in use.
///
/// # Errors
/// [`RenderError`], of a template that the project overrides.
pub fn embedded(
    histories: &BTreeMap<DialectName, History>,
    location: &SqlLocation,
    templates: &Templates,
) -> Result<String, RenderError> {
    let databases = DialectName::ALL.map(|dialect| DatabaseView::new(dialect, histories.get(&dialect), location));
    let view = View {
        header: HEADER,
        databases: databases.into(),
    };
    templates.render("rust/migrations.rs", &view)
}

impl DatabaseView {
    fn new(dialect: DialectName, history: Option<&History>, location: &SqlLocation) -> Self {
        let field = dialect.as_str();
        let constant = field.to_uppercase();
        let migrations = history.map_or(&[][..], |history| &history.migrations);
        Self {
            field,
            value: history.map_or_else(|| "None".to_owned(), |_| format!("Some({constant})")),
            constant,
            used: history.is_some(),
            migrations: (migrations.iter())
                .zip(std::iter::once(None).chain(migrations.iter().map(Some)))
                .map(|(migration, before)| {
                    let before = before.map(|before| before.folder.id);
                    MigrationView::new(migration, before, dialect, location)
                })
                .collect(),
        }
    }
}

impl MigrationView {
    /// The migrator runs a list: what comes before one there, on whatever branch it was made, is its parent.
    fn new(migration: &Migration, before: Option<MigrationId>, dialect: DialectName, location: &SqlLocation) -> Self {
        let file = |name| location.include(&format!("{dialect}/{}/{name}", migration.folder));
        Self {
            id: literal(&migration.folder.id.to_string()),
            name: literal(&migration.folder.name),
            parent: before.map_or_else(
                || "None".to_owned(),
                |parent| format!("Some({})", literal(&parent.to_string())),
            ),
            up: file("up.sql"),
            down: file("down.sql"),
            hash: literal(&migration.hash),
            footprint: migration.head.footprint.as_ref().map_or_else(
                || "None".to_owned(),
                |footprint| {
                    format!(
                        "Some(tablesmith::migrate::Footprint {{ changes: {}, uses: {} }})",
                        list(&footprint.changes),
                        list(&footprint.uses),
                    )
                },
            ),
            replaces: folded(&migration.head.replaces),
        }
    }
}

/// A list of what was folded, as Rust.
fn folded(list: &[Folded]) -> String {
    let one = |(one, folds): (&Folded, usize)| {
        format!(
            "tablesmith::migrate::Replaced {{ id: {}, name: {}, hash: {}, folds: {folds} }}",
            literal(&one.folder.id.to_string()),
            literal(&one.folder.name),
            literal(&one.hash),
        )
    };
    let list: Vec<_> = Folded::flat(list).into_iter().map(one).collect();
    format!("&[{}]", list.join(", "))
}

impl SqlLocation {
    fn include(&self, file: &str) -> String {
        match self {
            Self::Relative(path) => format!("include_str!({})", literal(&format!("{path}/{file}"))),
            Self::Package(path) => {
                let path = literal(&format!("/{path}/{file}"));
                format!("include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), {path}))")
            }
        }
    }
}

fn literal(text: &str) -> String {
    format!("{text:?}")
}

fn list<'a>(texts: impl IntoIterator<Item = &'a String>) -> String {
    let texts: Vec<_> = texts.into_iter().map(|text| literal(text)).collect();
    format!("&[{}]", texts.join(", "))
}
