//! `docs/lints.md`: lists each rule as the code has it, and each example gives what it says.

use std::collections::BTreeSet;
use std::path::Path;

use codegen::dialect::DialectName;
use codegen::lint::{ALL, Input, Runner, Settings, Severity, lint_all};

use crate::schema::markdown::{Block, blocks};

fn page() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/lints.md");
    std::fs::read_to_string(path).expect("the page is there")
}

/// The headings of rules, with the line below each.
fn rules(page: &str) -> Vec<(String, String)> {
    let lines: Vec<_> = page.lines().collect();
    let mut rules = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        if let Some(heading) = line.strip_prefix("## ")
            && heading
                .split_once(": ")
                .is_some_and(|(code, _)| code.bytes().all(|b| b.is_ascii_uppercase() || b == b'_'))
        {
            rules.push((heading.to_owned(), lines[index + 2].to_owned()));
        }
    }
    rules
}

#[test]
fn the_page_and_the_code_list_the_same_rules() {
    let page = page();
    let written = rules(&page);
    let expected: Vec<_> = ALL
        .iter()
        .map(|rule| format!("{}: {}", rule.code, rule.title))
        .collect();
    let headings: Vec<_> = written.iter().map(|(heading, _)| heading.clone()).collect();
    assert_eq!(headings, expected);
    for (rule, (heading, line)) in ALL.iter().zip(&written) {
        let dialects: Vec<_> = rule.dialects.iter().map(|dialect| dialect.title()).collect();
        let start = format!("{} · {}", dialects.join(" and "), rule.severity);
        assert!(
            line == &start || line.starts_with(&format!("{start} · ")),
            "{heading}: {line}"
        );
    }
    let codes: BTreeSet<_> = ALL.iter().map(|rule| rule.code).collect();
    assert_eq!(codes.len(), ALL.len(), "a code is given twice");
}

/// What is found in an example, after what its heading has before it.
fn found(all: &[Block], block: &Block, code: &str, dialect: DialectName) -> Vec<&'static str> {
    let before = all
        .iter()
        .find(|other| other.heading == block.heading && other.info == format!("sql {dialect} before"));
    let runner = if block.info.ends_with(" elsewhere") {
        Runner::Elsewhere
    } else {
        Runner::Migrator
    };
    let input = |text| Input {
        text,
        dialect: dialect.dialect(),
        runner,
        version: None,
        catalog: None,
    };
    let mut settings = Settings::default();
    if ALL
        .iter()
        .any(|rule| rule.code == code && rule.severity == Severity::Off)
    {
        settings.set(code, Severity::Warning).expect("the rule is there");
    }
    let texts = before
        .map(|before| before.text.as_str())
        .into_iter()
        .chain([block.text.as_str()]);
    let inputs: Vec<_> = texts.map(input).collect();
    let mut findings = lint_all(&inputs, &settings).pop().expect("one per file");
    findings.retain(|finding| finding.allowed.is_none());
    findings.into_iter().map(|finding| finding.code).collect()
}

#[test]
fn each_example_gives_what_it_says() {
    let page = page();
    let all = blocks(&page);
    let mut wrong = Vec::new();
    for rule in ALL {
        let heading = format!("{}: {}", rule.code, rule.title);
        let (mut bad, mut good) = (0, 0);
        for block in all.iter().filter(|block| block.heading == heading) {
            let words: Vec<_> = block.info.split(' ').collect();
            let ["sql", dialect, kind, ..] = words.as_slice() else {
                panic!("{heading}: {}", block.info)
            };
            let dialect = DialectName::ALL
                .into_iter()
                .find(|name| name.as_str() == *dialect)
                .expect("a dialect");
            assert!(
                rule.dialects.contains(&dialect),
                "{heading}: the example is of another database"
            );
            let codes = found(&all, block, rule.code, dialect);
            match *kind {
                "bad" => {
                    bad += 1;
                    if codes.is_empty() || codes.iter().any(|code| *code != rule.code) {
                        wrong.push(format!("{}, bad: {codes:?}", rule.code));
                    }
                }
                "good" => {
                    good += 1;
                    if !codes.is_empty() {
                        wrong.push(format!("{}, good: {codes:?}", rule.code));
                    }
                }
                "before" => {}
                other => panic!("{heading}: {other}"),
            }
        }
        if bad == 0 || good == 0 {
            wrong.push(format!("{} has no example", rule.code));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
