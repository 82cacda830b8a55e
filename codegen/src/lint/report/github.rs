//! Workflow commands, which GitHub shows at the lines of a pull request.

use super::{Linted, positions, uri};
use crate::lint::rule::Severity;

/// All that is found and not allowed, a line each.
pub fn github(files: &[Linted]) -> String {
    let mut text = String::new();
    for file in files {
        for finding in file.remaining() {
            let (start, end) = positions(&file.text, &finding.at);
            let command = match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note | Severity::Off => "notice",
            };
            let mut message = finding.message.clone();
            for help in &finding.help {
                message.push('\n');
                message.push_str(help);
            }
            text.push_str(&format!(
                "::{command} file={},line={},endLine={},col={},endColumn={},title={}::{}\n",
                property(&uri(&file.path)),
                start.line,
                end.line,
                start.column,
                end.column,
                property(finding.code),
                data(&message),
            ));
        }
    }
    text
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
