//! `codegen import`: SQL migrations of another tool, or a dump → schema.toml, models, and one migration that makes the
//! same.
//!
//! The files are run in their order on a throwaway database, which is then read as `pull` reads one.

use std::path::{Path, PathBuf};

use super::adopt::{self, Found, Origin};
use super::arguments::{Common, Import};
use super::diff::refused;
use super::environment;
use super::exit::{Exit, Failure};
use super::interrupt::block_on;
use super::output::Output;
use crate::database::{Made, made};
use crate::dialect::DialectName;
use crate::import::{File, Layout, NotRecognized, Recognized, dialect_of, recognize};
use crate::schema::Schema;

/// Folders that hold no migrations, however many files.
const SKIPPED: [&str; 3] = ["node_modules", "target", "vendor"];

pub(super) fn run(common: &Common, arguments: &Import, output: Output) -> Result<Exit, Failure> {
    environment::read_dotenv(common.schema.parent().unwrap_or(Path::new(".")))?;
    let known = adopt::known(&common.schema)?;
    if known.as_ref().is_some_and(adopt::Known::has_tables) {
        let shown = common.schema.display();
        return Err(
            Failure::refused(format!("{shown} has tables already; nothing was written"))
                .help("write to another file, as with --schema imported.toml, or move this one away")
                .help(format!("what differs: codegen diff {shown} FILES")),
        );
    }
    let files = read(&arguments.path)?;
    let shown = arguments.path.display();
    let found = recognize(&files, arguments.layout);
    let found = found.map_err(|error| not_recognized(&arguments.path, &error))?;
    output.say(&format!("read {shown} as {found}"));
    let dialect = dialect(arguments, &found, known.as_ref().map(|known| &known.schema))?;

    let place = block_on(adopt::place(dialect, &arguments.baseline, true))??;
    let Some(place) = place else {
        return Err(Failure::refused(format!(
            "no throwaway {} database can be made to run them on",
            dialect.title()
        )));
    };
    let made = block_on(made(place.url(), dialect, &found.scripts))?;
    let made = made.map_err(|error| refused(&error))?;
    let Made {
        found: database,
        skipped,
    } = made.map_err(|error| {
        Failure::database(&error).help(format!(
            "they were run on {place}, from an empty database on; nothing was written"
        ))
    })?;
    let not_sql = found.not_sql.iter().map(|path| format!("{path}: it is no SQL"));
    let not_run: Vec<_> = skipped.into_iter().chain(not_sql).collect();
    for what in &not_run {
        output.say(&format!("not run: {what}"));
    }
    let name = name(&arguments.path);
    let found = Found {
        database: &database,
        dialect,
        name: &name,
        known,
        origin: Some(Origin {
            layout: found.layout.as_str(),
            files: found.scripts.len(),
            not_run,
        }),
        baseline: "so that a database which has run these takes the migration as applied: codegen migrate baseline"
            .to_owned(),
        place: Some(place),
    };
    adopt::write(common, &arguments.baseline, found, output)
}

/// The files of a folder and those below it, or the one that was named.
fn read(path: &Path) -> Result<Vec<File>, Failure> {
    if !path.is_dir() {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        return Ok(vec![File {
            text: text(path)?,
            path: name.into_owned(),
        }]);
    }
    let mut files = Vec::new();
    let mut folders: Vec<(PathBuf, String)> = vec![(path.to_owned(), String::new())];
    while let Some((folder, prefix)) = folders.pop() {
        for entry in fs_err::read_dir(&folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') || SKIPPED.contains(&name.as_str()) {
                continue;
            }
            let below = format!("{prefix}{name}");
            // A link to a folder could lead in a circle.
            if entry.file_type()?.is_dir() {
                folders.push((entry.path(), format!("{below}/")));
            } else if entry.path().is_file() {
                let is_read = [".sql", ".json", ".toml"]
                    .iter()
                    .any(|extension| name.ends_with(extension));
                files.push(File {
                    text: if is_read { text(&entry.path())? } else { String::new() },
                    path: below,
                });
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

fn text(path: &Path) -> Result<String, Failure> {
    let bytes = fs_err::read(path)?;
    String::from_utf8(bytes).map_err(|_| {
        Failure::refused(format!("{} is no text in UTF-8", path.display())).help(
            "of a binary dump, `pg_restore --file dump.sql DUMP` makes SQL; a database itself is taken by codegen pull",
        )
    })
}

fn not_recognized(path: &Path, error: &NotRecognized) -> Failure {
    let failure = Failure::refused(format!("{}: {error}", path.display()));
    match error {
        NotRecognized::NotSo(..) | NotRecognized::SameVersion(..) => failure.help(format!(
            "name the folder of the migrations itself, or say --layout {}",
            Layout::ALL.map(Layout::as_str).join("|")
        )),
        _ => failure,
    }
}

/// The database that was said, or that the files, the schema or the SQL speak for.
fn dialect(arguments: &Import, found: &Recognized, schema: Option<&Schema>) -> Result<DialectName, Failure> {
    let of_schema = schema.and_then(|schema| match schema.database.dialects[..] {
        [dialect] => Some(dialect),
        _ => None,
    });
    let pieces = || found.scripts.iter().flat_map(|script| &script.pieces);
    let of_sql = || dialect_of(pieces().map(|piece| piece.sql.as_str()));
    let known = arguments.dialect.or(found.dialect).or(of_schema).or_else(of_sql);
    known.ok_or_else(|| {
        Failure::refused("it is not clear which database these are for")
            .help("say --dialect postgres or --dialect sqlite")
    })
}

/// What the schema is called: as the project that the files are in.
fn name(path: &Path) -> String {
    const OF_TOOLS: [&str; 8] = [
        "db",
        "drizzle",
        "migration",
        "migrations",
        "prisma",
        "sql",
        "src",
        "resources",
    ];
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let path = if path.is_dir() { path } else { path.with_extension("") };
    let names = path.ancestors().filter_map(|folder| folder.file_name()?.to_str());
    let mut names = names.filter(|name| !OF_TOOLS.contains(name));
    names.next().unwrap_or("database").to_owned()
}
