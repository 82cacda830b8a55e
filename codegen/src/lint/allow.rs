//! `-- lint:allow CODE reason`.

use std::ops::Range;

use super::read::script::Script;

/// A comment that allows something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Allow {
    pub(super) code: String,
    /// Empty where none is given.
    pub(super) reason: String,
    /// The comment.
    pub(super) at: Range<usize>,
    pub(super) target: Target,
}

/// What it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// One statement, by index.
    Statement(usize),
    /// Everything in the file.
    File,
    /// Nothing: it stands by itself in the middle.
    Nothing,
}

/// All such comments of a file.
pub(super) fn allows(text: &str, script: &Script) -> Vec<Allow> {
    let mut found = Vec::new();
    for comment in &script.comments {
        let Some(words) = text[comment.clone()].strip_prefix("--") else {
            continue;
        };
        let words = words.trim_start_matches('-').trim();
        let Some(rest) = words.strip_prefix("lint:allow") else {
            continue;
        };
        let (code, reason) = rest.trim().split_once(char::is_whitespace).unwrap_or((rest.trim(), ""));
        found.push(Allow {
            code: code.to_owned(),
            reason: reason.trim().to_owned(),
            at: comment.clone(),
            target: target(text, script, comment),
        });
    }
    found
}

/// The statement it stands in, behind of, or right above; the file where it is above the first with a line between.
fn target(text: &str, script: &Script, comment: &Range<usize>) -> Target {
    let inside = script
        .statements
        .iter()
        .position(|statement| statement.range.start < comment.start && comment.start < statement.range.end);
    if let Some(inside) = inside {
        return Target::Statement(inside);
    }
    let line = text[..comment.start].rfind('\n').map_or(0, |newline| newline + 1);
    let before = script
        .statements
        .iter()
        .rposition(|statement| statement.range.end <= comment.start);
    if let Some(before) = before
        && script.statements[before].range.end > line
    {
        return Target::Statement(before);
    }
    let after = script
        .statements
        .iter()
        .position(|statement| statement.range.start >= comment.end);
    if let Some(after) = after
        && is_right_above(&text[comment.end..script.statements[after].range.start])
    {
        return Target::Statement(after);
    }
    if before.is_none() {
        Target::File
    } else {
        Target::Nothing
    }
}

/// Whether only comments are between, and no empty line.
fn is_right_above(between: &str) -> bool {
    let lines: Vec<_> = between.split('\n').collect();
    // The first piece is the rest of the comment's own line, the last one the statement's indentation.
    let inner = lines.get(1..lines.len().saturating_sub(1)).unwrap_or_default();
    lines.len() > 1
        && inner.iter().all(|line| {
            let line = line.trim();
            !line.is_empty()
                && !line
                    .to_ascii_lowercase()
                    .trim_start_matches('-')
                    .trim_start()
                    .starts_with("step:")
        })
}
