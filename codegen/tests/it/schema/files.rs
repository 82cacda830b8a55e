//! Files: what cannot be read, and input of any kind.

use std::path::Path;

use codegen::schema::load;
use proptest::prelude::*;

use super::fixture::{DATABASE, load_files, rendered};

const DEMO: &str = include_str!("../../../../schema.toml");

fn first_line(path: &Path) -> String {
    rendered(&load(path)).lines().next().unwrap_or_default().to_owned()
}

#[test]
fn a_directory_is_no_file() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let path = directory.path();
    assert_eq!(
        first_line(path),
        format!("error[TS0101]: `{}` is a directory, not a file", path.display())
    );
}

#[test]
fn a_missing_file_and_one_that_is_no_text() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let missing = directory.path().join("schema.toml");
    assert_eq!(
        first_line(&missing),
        format!("error[TS0101]: there is no file `{}`", missing.display())
    );
    std::fs::write(&missing, [0xff, 0xfe, 0x00]).expect("it can be written");
    assert_eq!(
        first_line(&missing),
        format!("error[TS0101]: `{}` is not UTF-8 text", missing.display())
    );
}

#[test]
fn an_empty_file_is_told() {
    for text in ["", "\n\n", "# nothing\n", "\u{feff}"] {
        let told = rendered(&load_files(text, &[]));
        assert!(told.starts_with("error[TS0103]: `schema.toml` says nothing"), "{told}");
    }
}

#[test]
fn mistakes_of_all_files_are_told() {
    let root = format!("[generate]\ninclude = [\"a.toml\", \"b.toml\"]\n{DATABASE}");
    let loaded = load_files(&root, &[("a.toml", "[table\n"), ("b.toml", "[tabel.x]\n")]);
    let files: Vec<_> = loaded
        .diagnostics
        .iter()
        .filter_map(|diagnostic| {
            Some(
                loaded
                    .sources
                    .get(diagnostic.primary.as_ref()?.span.source)
                    .path
                    .clone(),
            )
        })
        .collect();
    assert_eq!(files, [Path::new("a.toml"), Path::new("b.toml")]);
}

#[test]
fn includes_become_modules() {
    let root = format!("[generate]\ninclude = [\"schema/auth.toml\"]\nmodels = \"src/models\"\n{DATABASE}");
    let loaded = load_files(&root, &[("schema/auth.toml", "[table.user.columns]\nid = \"text\"\n")]);
    let schema = loaded.schema.expect("it is right");
    assert_eq!(schema.modules, ["auth"]);
    assert_eq!(schema.tables[0].module, Some(0));
    assert_eq!(schema.generate.models.as_deref(), Some(Path::new("src/models")));
}

proptest! {
    /// Whatever stands in the file, loading ends, and gives a schema or says why not.
    #[test]
    fn any_text_gives_a_schema_or_an_error(cuts in prop::collection::vec((0..DEMO.len(), 0..40_usize, ".{0,6}"), 1..6)) {
        let mut text = DEMO.to_owned();
        for (start, length, put) in cuts {
            let start = (start..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(0);
            let end = (start + length.min(text.len() - start)..=text.len())
                .find(|at| text.is_char_boundary(*at))
                .unwrap_or(start);
            text.replace_range(start..end, &put);
        }
        let loaded = load_files(&text, &[]);
        prop_assert_eq!(loaded.schema.is_none(), loaded.diagnostics.has_errors());
        prop_assert_eq!(rendered(&loaded).is_empty(), loaded.diagnostics.is_empty());
    }
}
