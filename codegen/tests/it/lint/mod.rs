//! Findings in SQL.

mod allow;
mod cases;
mod command;
mod docs;
mod outside;
mod property;

use codegen::dialect::DialectName;
use codegen::lint::{Finding, Input, Runner, Settings, lint};

/// What is found and not allowed in a file of the migrator's.
fn found(text: &str, dialect: DialectName) -> Vec<Finding> {
    found_by(text, dialect, Runner::Migrator)
}

fn found_by(text: &str, dialect: DialectName, runner: Runner) -> Vec<Finding> {
    let input = Input {
        text,
        dialect: dialect.dialect(),
        runner,
        version: None,
        catalog: None,
    };
    let mut findings = lint(&input, &Settings::default());
    findings.retain(|finding| finding.allowed.is_none());
    findings
}

/// The codes of that, in the order of the places.
fn codes(text: &str, dialect: DialectName) -> Vec<&'static str> {
    found(text, dialect).into_iter().map(|finding| finding.code).collect()
}
