//! `docs/errors.md`: every code is listed, with an example that produces it and what is printed.

use std::collections::BTreeMap;
use std::path::PathBuf;

use codegen::diagnostic::codes;
use codegen::dialect::lower;

use super::fixture::{DATABASE, load_files, rendered};
use super::markdown::{Block, blocks};

/// Set it to write what is printed into the page.
const UPDATE: &str = "UPDATE_DOCS";

fn page() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/errors.md")
}

/// What is printed for the blocks of one example.
fn printed(example: &[&Block]) -> (Vec<String>, String) {
    let mut root = String::new();
    let mut others = Vec::new();
    for block in example {
        match block.info.strip_prefix("toml").map(str::trim) {
            Some("") => root = format!("{}{DATABASE}", block.text),
            Some("whole") => root.clone_from(&block.text),
            Some(path) => others.push((path, block.text.as_str())),
            None => panic!("`{}` is not the info string of an input", block.info),
        }
    }
    let mut loaded = load_files(&root, &others);
    if let Some(schema) = &loaded.schema {
        for dialect in &schema.database.dialects {
            lower(schema, *dialect, &mut loaded.diagnostics);
        }
    }
    let codes = loaded.diagnostics.iter().map(|diagnostic| diagnostic.code.to_string());
    (codes.collect(), rendered(&loaded))
}

#[test]
fn each_example_prints_what_the_page_shows() {
    let text = std::fs::read_to_string(page()).expect("the page is there");
    let all = blocks(&text);
    let mut examples: BTreeMap<&str, Vec<&Block>> = BTreeMap::new();
    for block in all.iter().filter(|block| block.info != "toml database") {
        examples.entry(&block.heading).or_default().push(block);
    }
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let (mut wrong, mut others) = (Vec::new(), Vec::new());
    // From the end, so that lines written do not move those that are still to be.
    let mut by_place: Vec<_> = examples.into_iter().collect();
    by_place.sort_by_key(|(_, blocks)| std::cmp::Reverse(blocks[0].line));
    for (heading, blocks) in by_place {
        let (expected, inputs) = blocks.split_last().expect("a heading has blocks");
        assert_eq!(expected.info, "text", "{heading} ends with what is printed");
        let (codes, printed) = printed(inputs);
        let code = heading.split(':').next().unwrap_or_default();
        if codes != [code] {
            others.push(format!("{heading} gives {codes:?}\n{printed}"));
        }
        if expected.text.trim_end() != printed {
            wrong.push(format!("{heading}\n{printed}"));
            let end = expected.line + expected.text.lines().count();
            lines.splice(expected.line..end, printed.lines().map(str::to_owned));
        }
    }
    assert!(others.is_empty(), "{}", others.join("\n\n"));
    if std::env::var_os(UPDATE).is_some() {
        std::fs::write(page(), lines.join("\n") + "\n").expect("the page can be written");
    } else {
        assert!(
            wrong.is_empty(),
            "set {UPDATE}=1 to write these into the page:\n{}",
            wrong.join("\n\n")
        );
    }
}

#[test]
fn each_code_is_listed_by_its_title() {
    let text = std::fs::read_to_string(page()).expect("the page is there");
    let listed: Vec<_> = text.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    let known: Vec<_> = codes::ALL
        .iter()
        .map(|(code, title)| format!("{code}: {title}"))
        .collect();
    assert_eq!(listed, known);
}

#[test]
fn numbers_rise_and_are_never_given_twice() {
    assert!(codes::ALL.windows(2).all(|pair| pair[0].0 < pair[1].0));
}
