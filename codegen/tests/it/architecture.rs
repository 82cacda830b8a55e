//! The numbered invariants of ARCHITECTURE.md that a test can hold, and what keeps the code readable.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Which other modules of `codegen` each module may use. What stands further down may use what stands above it; `dialect`
/// is a name for everybody, and a trait for the stages.
const MAY_USE: &[(&str, &[&str])] = &[
    ("source", &[]),
    ("parallel", &[]),
    ("diagnostic", &["dialect", "source"]),
    ("document", &["diagnostic", "dialect", "schema", "source"]),
    (
        "schema",
        &["diagnostic", "dialect", "document", "parallel", "source", "statement"],
    ),
    ("statement", &["dialect"]),
    ("catalog", &["diagnostic", "dialect", "schema", "source"]),
    ("diff", &["catalog", "dialect", "statement"]),
    ("plan", &["catalog", "dialect", "diff"]),
    (
        "dialect",
        &["catalog", "diagnostic", "diff", "plan", "schema", "source", "statement"],
    ),
    ("rows", &["catalog", "dialect", "diff", "statement"]),
    (
        "render",
        &[
            "catalog",
            "diagnostic",
            "dialect",
            "parallel",
            "plan",
            "schema",
            "source",
        ],
    ),
    (
        "lint",
        &["catalog", "diagnostic", "dialect", "plan", "schema", "source"],
    ),
    ("pull", &["catalog", "dialect", "diff", "schema", "statement"]),
    ("history", &["catalog", "dialect", "diff", "render"]),
    ("import", &["dialect"]),
    (
        "database",
        &[
            "catalog",
            "dialect",
            "diff",
            "history",
            "import",
            "plan",
            "render",
            "rows",
            "statement",
        ],
    ),
    (
        "generate",
        &[
            "catalog",
            "diagnostic",
            "dialect",
            "diff",
            "history",
            "lint",
            "parallel",
            "plan",
            "render",
            "schema",
            "source",
        ],
    ),
    (
        "builder",
        &[
            "catalog",
            "diagnostic",
            "dialect",
            "diff",
            "generate",
            "history",
            "render",
            "schema",
            "source",
        ],
    ),
    (
        "cli",
        &[
            "catalog",
            "database",
            "diagnostic",
            "dialect",
            "diff",
            "generate",
            "history",
            "import",
            "lint",
            "pull",
            "schema",
            "source",
        ],
    ),
];

fn repository() -> PathBuf {
    fs::canonicalize(Path::new(env!("CARGO_MANIFEST_DIR")).join("..")).expect("the repository is there")
}

/// The Rust files below a folder of the repository, by their path in it.
fn rust_files(folder: &str) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let root = repository();
    let mut folders = vec![root.join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("folders can be read") {
            let path = entry.expect("entries can be read").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() {
                if name != "target" && !name.starts_with('.') {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let inside = path.strip_prefix(&root).expect("it is inside");
                let text = fs::read_to_string(&path).expect("files can be read");
                files.insert(inside.display().to_string(), text);
            }
        }
    }
    assert!(!files.is_empty(), "no Rust in {folder}");
    files
}

/// The lines of code, without comments and without the tests at the end of a file, each with its number.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.lines().enumerate().map(|(index, line)| (index + 1, line));
    lines
        .take_while(|(_, line)| !line.starts_with("#[cfg(test)]"))
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
}

/// The module of `codegen` that a file of it belongs to; none for those that hold the modules together.
fn module_of(file: &str) -> Option<&str> {
    let inside = file.strip_prefix("codegen/src/")?;
    let module = inside
        .split_once('/')
        .map_or_else(|| inside.trim_end_matches(".rs"), |(module, _)| module);
    (!matches!(module, "lib" | "main")).then_some(module)
}

/// The words behind each `crate::` of a line: one, or those in braces.
fn used_modules(line: &str) -> Vec<&str> {
    let is_word = |character: char| character.is_ascii_alphanumeric() || character == '_';
    let mut used = Vec::new();
    for (at, _) in line.match_indices("crate::") {
        // Part of a longer word, as in `$crate::`.
        if line[..at].ends_with(|before| is_word(before) || before == '$') {
            continue;
        }
        let rest = &line[at + "crate::".len()..];
        let end = rest.find(|character| !is_word(character)).unwrap_or(rest.len());
        used.push(&rest[..end]);
    }
    used
}

#[test]
fn invariant_1_dependencies_point_one_way() {
    let allowed: BTreeMap<_, BTreeSet<_>> = MAY_USE
        .iter()
        .map(|(module, used)| (*module, used.iter().copied().collect()))
        .collect();
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for (file, text) in &rust_files("codegen/src") {
        let Some(module) = module_of(file) else { continue };
        seen.insert(module.to_owned());
        let Some(may_use) = allowed.get(module) else {
            wrong.push(format!("{file}: the module `{module}` has no line in MAY_USE"));
            continue;
        };
        for (number, line) in code(text) {
            for used in used_modules(line) {
                assert!(!used.is_empty(), "{file}:{number}: this test cannot read {line}");
                if used != module && !may_use.contains(used) {
                    wrong.push(format!("{file}:{number}: `{module}` must not use `{used}`"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for (module, _) in MAY_USE {
        assert!(seen.contains(*module), "there is no module `{module}`");
    }
}

#[test]
fn invariant_1_the_runtime_knows_no_generator() {
    for file in ["derive/Cargo.toml", "runtime/Cargo.toml"] {
        let text = fs::read_to_string(repository().join(file)).expect("it is there");
        let manifest: toml::Table = text.parse().expect("it is valid");
        let dependencies = manifest["dependencies"].as_table().expect("a table");
        assert!(!dependencies.contains_key("codegen"), "{file} names codegen");
        assert!(!dependencies.contains_key("generated"), "{file} names generated");
    }
    let derive = fs::read_to_string(repository().join("derive/Cargo.toml")).expect("it is there");
    let derive: toml::Table = derive.parse().expect("it is valid");
    let dependencies = derive["dependencies"].as_table().expect("a table");
    assert!(
        !dependencies.contains_key("tablesmith"),
        "derive must not need the runtime"
    );
}

#[test]
fn invariant_2_stages_are_pure() {
    const IMPURE: &[&str] = &[
        "std::fs",
        "fs_err",
        "std::env",
        "env::var",
        "Timestamp::now",
        "SystemTime",
        "Instant::now",
    ];
    let pure = [
        "catalog",
        "dialect",
        "diff",
        "document",
        "import",
        "lint",
        "plan",
        "pull",
        "render",
        "rows",
        "schema",
        "source",
        "statement",
    ];
    let mut wrong = Vec::new();
    for (file, text) in &rust_files("codegen/src") {
        // `schema::load` is the one place where a schema meets the disk; it hands the stages a function that reads.
        let is_pure = module_of(file).is_some_and(|module| pure.contains(&module));
        if !is_pure || file == "codegen/src/schema/load.rs" {
            continue;
        }
        for (number, line) in code(text) {
            if IMPURE.iter().any(|word| line.contains(word)) {
                wrong.push(format!("{file}:{number}: {}", line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn invariant_3_only_dialects_know_which_database() {
    let mut wrong = Vec::new();
    for (file, text) in &rust_files("codegen/src") {
        if matches!(module_of(file), Some("dialect" | "cli")) {
            continue;
        }
        for (number, line) in code(text) {
            let name = ["DialectName::Postgres", "DialectName::Sqlite"]
                .iter()
                .find_map(|name| line.find(name));
            // As a pattern, or compared: a value in a list or behind an arrow decides nothing.
            let decides = name.is_some_and(|name| {
                line.find("=>").is_some_and(|arrow| name < arrow)
                    || ["==", "!=", "matches!", "if let ", "while let "]
                        .iter()
                        .any(|word| line.contains(word))
            });
            if decides || line.contains("dialect::DialectName::") {
                wrong.push(format!("{file}:{number}: {}", line.trim()));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "facts belong into Capabilities, behaviour into trait Dialect:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn invariant_9_generated_code_names_nothing_but_tablesmith() {
    let files = rust_files("generated/src");
    for (file, text) in &files {
        for (number, line) in code(text) {
            let Some(used) = line.trim_start().strip_prefix("use ") else {
                continue;
            };
            let known = ["tablesmith::", "crate::", "super::", "self::", "std::"]
                .iter()
                .any(|known| used.starts_with(known));
            assert!(known, "{file}:{number}: {line}");
        }
    }
    let manifest = fs::read_to_string(repository().join("generated/Cargo.toml")).expect("it is there");
    let manifest: toml::Table = manifest.parse().expect("it is valid");
    let names: Vec<_> = manifest["dependencies"].as_table().expect("a table").keys().collect();
    assert_eq!(names, ["tablesmith"]);
}

#[test]
fn files_are_short() {
    let mut long = Vec::new();
    for folder in ["benches", "codegen", "derive", "examples", "runtime", "testing"] {
        for (file, text) in rust_files(folder) {
            let lines = text.lines().count();
            if lines > 600 {
                long.push(format!("{file}: {lines} lines"));
            }
        }
    }
    assert!(long.is_empty(), "split these by meaning:\n{}", long.join("\n"));
}

#[test]
fn nothing_is_left_open() {
    // Put together, so that this file does not hold them.
    let open = [concat!("to", "do!("), concat!("unimpl", "emented!(")];
    for folder in [
        "benches",
        "codegen",
        "derive",
        "examples",
        "generated",
        "runtime",
        "testing",
    ] {
        for (file, text) in rust_files(folder) {
            for (number, line) in code(&text) {
                assert!(!open.iter().any(|open| line.contains(open)), "{file}:{number}: {line}");
            }
        }
    }
}

/// A build script must not wait for a driver to compile.
#[test]
fn a_build_script_needs_no_driver() {
    let tree = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--offline",
            "--locked",
            "--package",
            "codegen",
            "--no-default-features",
        ])
        .args(["--edges", "normal,build", "--prefix", "none", "--format", "{p}"])
        .current_dir(repository())
        .output()
        .expect("cargo runs");
    let text = String::from_utf8_lossy(&tree.stdout);
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    let packages: BTreeSet<_> = text.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(packages.contains("codegen") && packages.contains("tera"), "{text}");
    for unwanted in [
        "anstream",
        "clap",
        "deadpool-postgres",
        "dialoguer",
        "libsqlite3-sys",
        "rusqlite",
        "rustls",
        "tablesmith",
        "tokio",
        "tokio-postgres",
    ] {
        assert!(!packages.contains(unwanted), "{unwanted} is in the tree");
    }
}
