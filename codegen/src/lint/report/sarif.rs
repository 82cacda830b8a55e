//! SARIF 2.1.0, for code scanning.

use serde_json::{Value, json};

use super::{Linted, positions, uri};
use crate::lint::registry::ALL;
use crate::lint::rule::Severity;

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
        Severity::Off => "none",
    }
}

/// The report. What a comment allows is in it as suppressed.
pub fn sarif(files: &[Linted]) -> Value {
    let rules: Vec<_> = ALL
        .iter()
        .map(|rule| {
            json!({
                "id": rule.code,
                "shortDescription": { "text": rule.title },
                "defaultConfiguration": {
                    "enabled": rule.severity != Severity::Off,
                    "level": level(if rule.severity == Severity::Off { Severity::Warning } else { rule.severity }),
                },
            })
        })
        .collect();
    let results: Vec<_> = files.iter().flat_map(results).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "codegen lint",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn results(file: &Linted) -> Vec<Value> {
    let results = file.findings.iter().map(|finding| {
        let (start, end) = positions(&file.text, &finding.at);
        let mut text = finding.message.clone();
        for help in &finding.help {
            text.push_str("\nhelp: ");
            text.push_str(help);
        }
        let mut result = json!({
            "ruleId": finding.code,
            "ruleIndex": ALL.iter().position(|rule| rule.code == finding.code),
            "level": level(finding.severity),
            "message": { "text": text },
            "locations": [{ "physicalLocation": {
                "artifactLocation": { "uri": uri(&file.path) },
                "region": {
                    "startLine": start.line,
                    "startColumn": start.column,
                    "endLine": end.line,
                    "endColumn": end.column,
                },
            }}],
        });
        if let Some(reason) = &finding.allowed {
            result["suppressions"] = json!([{ "kind": "inSource", "justification": reason }]);
        }
        result
    });
    results.collect()
}
