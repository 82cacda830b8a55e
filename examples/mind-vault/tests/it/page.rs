//! The page shows nothing that does not run: each of its examples stands, line by line, in a test.

const PAGE: &str = include_str!("../../../../docs/queries.md");
const TESTS: &str = include_str!("queries.rs");

#[test]
fn each_example_of_the_page_runs() {
    let tests = format!("\n{}\n", without_indentation(TESTS));
    let missing: Vec<&str> = examples(PAGE)
        .filter(|example| !tests.contains(&format!("\n{}\n", without_indentation(example))))
        .collect();
    assert!(
        missing.is_empty(),
        "docs/queries.md shows what examples/mind-vault/tests/it/queries.rs does not run, line by line:\n\n{}",
        missing.join("\n\n")
    );
}

#[test]
fn the_page_has_examples_of_rust_only() {
    assert!(examples(PAGE).count() > 10);
    // What is around an example in its test is none of the reader's business.
    assert!(examples(PAGE).all(|example| !example.starts_with(' ') && !example.contains("#[tokio::test]")));
    assert_eq!(PAGE.matches("```").count(), 2 * examples(PAGE).count());
}

fn examples(page: &str) -> impl Iterator<Item = &str> {
    let blocks = page.split("```rust\n").skip(1);
    blocks.filter_map(|block| Some(block.split_once("\n```")?.0))
}

fn without_indentation(text: &str) -> String {
    text.lines().map(str::trim).collect::<Vec<_>>().join("\n")
}
