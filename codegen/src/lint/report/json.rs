//! For programs.

use serde::Serialize;

use super::{Linted, positions, uri};
use crate::lint::rule::{Finding, Severity};
use crate::plan::LockLevel;

/// What `codegen lint --json` prints.
#[derive(Debug, Serialize)]
pub struct JsonReport<'a> {
    /// How many files were looked at.
    pub files: usize,
    /// How many findings there are of each severity, without those that are allowed.
    pub counts: Counts,
    /// All findings, in the order of files and places.
    pub findings: Vec<JsonFinding<'a>>,
}

/// Findings by severity.
#[derive(Debug, Default, Serialize)]
pub struct Counts {
    /// Errors.
    pub error: usize,
    /// Warnings.
    pub warning: usize,
    /// Notes.
    pub note: usize,
    /// Findings that a comment allows.
    pub allowed: usize,
}

/// A finding.
#[derive(Debug, Serialize)]
pub struct JsonFinding<'a> {
    code: &'a str,
    severity: Severity,
    message: &'a str,
    dialect: &'static str,
    file: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    migration: Option<&'a str>,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    sql: &'a str,
    help: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    lock: Option<LockLevel>,
    /// The reason given, where a comment allows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    allowed: Option<&'a str>,
}

/// The report.
pub fn json(files: &[Linted]) -> JsonReport<'_> {
    let mut report = JsonReport {
        files: files.len(),
        counts: Counts::default(),
        findings: Vec::new(),
    };
    for file in files {
        for finding in &file.findings {
            report.counts.add(finding);
            let (start, end) = positions(&file.text, &finding.at);
            report.findings.push(JsonFinding {
                code: finding.code,
                severity: finding.severity,
                message: &finding.message,
                dialect: file.dialect.as_str(),
                file: uri(&file.path),
                migration: file.migration.as_deref(),
                line: start.line,
                column: start.column,
                end_line: end.line,
                end_column: end.column,
                sql: file.text.get(finding.at.clone()).unwrap_or_default(),
                help: &finding.help,
                lock: finding.lock,
                allowed: finding.allowed.as_deref(),
            });
        }
    }
    report
}

impl Counts {
    fn add(&mut self, finding: &Finding) {
        let count = match (&finding.allowed, finding.severity) {
            (Some(_), _) => &mut self.allowed,
            (None, Severity::Error) => &mut self.error,
            (None, Severity::Warning) => &mut self.warning,
            (None, Severity::Note | Severity::Off) => &mut self.note,
        };
        *count += 1;
    }
}
