//! `docs/schema.md`: each example is a schema without a mistake.

use std::path::Path;

use super::fixture::{DATABASE, load_files, rendered};
use super::markdown::{Block, blocks};

#[test]
fn each_example_is_right() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/schema.md");
    let text = std::fs::read_to_string(page).expect("the page is there");
    let all: Vec<Block> = blocks(&text)
        .into_iter()
        .filter(|block| block.info != "toml database")
        .collect();
    let (roots, others): (Vec<_>, Vec<_>) = all.iter().partition(|block| block.info == "toml");
    assert!(roots.len() > 20, "the page has examples");
    let mut wrong = Vec::new();
    for root in roots {
        let files: Vec<_> = others
            .iter()
            .filter(|other| other.heading == root.heading)
            .filter_map(|other| Some((other.info.strip_prefix("toml ")?, other.text.as_str())))
            .collect();
        let has_database = root.text.contains("[database]");
        let text = format!("{}{}", root.text, if has_database { "" } else { DATABASE });
        let loaded = load_files(&text, &files);
        if !loaded.diagnostics.is_empty() {
            wrong.push(format!("{}\n{}", root.heading, rendered(&loaded)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
