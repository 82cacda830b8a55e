//! A file as steps and statements, cut as the migrator cuts it.

use std::ops::Range;

use super::lexer::{Kind, Token, tokens};
use crate::dialect::Syntax;

/// A file that was cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::lint) struct Script {
    /// What stands before the first marker, then a step per marker.
    pub(in crate::lint) steps: Vec<Step>,
    /// The statements of all steps.
    pub(in crate::lint) statements: Vec<Statement>,
    /// Comments that are no markers.
    pub(in crate::lint) comments: Vec<Range<usize>>,
}

/// A section of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::lint) struct Step {
    /// How the migrator runs it; `None` where it does not know the marker.
    pub(in crate::lint) mode: Option<Mode>,
    /// The marker; empty for what stands before the first.
    pub(in crate::lint) marker: Range<usize>,
}

/// How a step is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::lint) enum Mode {
    /// One SELECT that must return no row.
    Check,
    /// In a transaction.
    Transaction,
    /// In a transaction, with enforcement of foreign keys off around it.
    ForeignKeysOff,
    /// One statement, outside of any transaction.
    Alone,
    /// One statement, again and again, each time in a transaction.
    Batches,
}

/// A statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::lint) struct Statement {
    /// From its first token to its last, without the semicolon.
    pub(in crate::lint) range: Range<usize>,
    /// Its tokens, without comments.
    pub(in crate::lint) tokens: Vec<Token>,
    /// Which of the steps it is in.
    pub(in crate::lint) step: usize,
}

impl Script {
    /// Whether the file speaks to our migrator.
    pub(in crate::lint) fn has_markers(&self) -> bool {
        self.steps.len() > 1
    }
}

/// Cuts a file.
pub(in crate::lint) fn cut(text: &str, syntax: Syntax) -> Script {
    let mut script = Script {
        steps: vec![Step {
            mode: Some(Mode::Transaction),
            marker: 0..0,
        }],
        statements: Vec::new(),
        comments: Vec::new(),
    };
    let mut current: Vec<Token> = Vec::new();
    let mut body = Body::default();
    for token in tokens(text, syntax) {
        // A command of psql ends with its line.
        if let Some(first) = current.first()
            && text[first.range.start..].starts_with('\\')
            && text[first.range.start..token.range.start].contains('\n')
        {
            script.end(&mut current);
        }
        match token.kind {
            Kind::Comment => match marker(text, &token.range) {
                Some(words) => {
                    script.end(&mut current);
                    body = Body::default();
                    script.steps.push(Step {
                        mode: mode(words),
                        marker: token.range,
                    });
                }
                None => script.comments.push(token.range),
            },
            Kind::Symbol if &text[token.range.clone()] == ";" => {
                if !current.is_empty() && body.is_open(syntax) {
                    body.last = Last::Semicolon;
                    current.push(token);
                } else {
                    script.end(&mut current);
                    body = Body::default();
                }
            }
            Kind::Word => {
                body.word(&text[token.range.clone()], current.len());
                current.push(token);
            }
            _ => {
                body.last = Last::Other;
                current.push(token);
            }
        }
    }
    script.end(&mut current);
    script
}

impl Script {
    fn end(&mut self, current: &mut Vec<Token>) {
        if let (Some(first), Some(last)) = (current.first(), current.last()) {
            self.statements.push(Statement {
                range: first.range.start..last.range.end,
                tokens: std::mem::take(current),
                step: self.steps.len() - 1,
            });
        }
    }
}

/// What stands behind `-- step:`, where a comment is a marker: at the start of its line.
fn marker<'a>(text: &'a str, comment: &Range<usize>) -> Option<&'a str> {
    let line = text[..comment.start].rfind('\n').map_or(0, |newline| newline + 1);
    let words = text[comment.clone()].strip_prefix("--")?;
    let words = words.trim_start_matches('-').trim();
    let (word, rest) = words.split_at_checked(5)?;
    let is_marker = word.eq_ignore_ascii_case("step:") && text[line..comment.start].trim().is_empty();
    is_marker.then_some(rest.trim())
}

fn mode(words: &str) -> Option<Mode> {
    let (kind, rest) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
    match (kind, rest.trim()) {
        ("check", rest) if rest.contains('"') => Some(Mode::Check),
        ("transaction", "") => Some(Mode::Transaction),
        ("transaction", "foreign_keys=off") => Some(Mode::ForeignKeysOff),
        ("alone", "") => Some(Mode::Alone),
        ("batches", rest) if rest.contains("key=") && rest.contains("size=") => Some(Mode::Batches),
        _ => None,
    }
}

/// Whether a semicolon is inside of a body: of a trigger that is statements, or between `BEGIN ATOMIC` and `END`.
#[derive(Debug, Default)]
struct Body {
    creates: bool,
    trigger: bool,
    begun: bool,
    depth: u32,
    last: Last,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Last {
    #[default]
    Other,
    Begin,
    Semicolon,
    EndAfterSemicolon,
}

impl Body {
    fn word(&mut self, word: &str, index: usize) {
        let is = |other: &str| word.eq_ignore_ascii_case(other);
        if index == 0 {
            self.creates = is("create");
        }
        self.trigger |= self.creates && index <= 2 && is("trigger");
        self.begun |= self.trigger && is("begin");
        if is("atomic") && self.last == Last::Begin {
            self.depth = 1;
        } else if is("case") && self.depth > 0 {
            self.depth += 1;
        } else if is("end") && self.depth > 0 {
            self.depth -= 1;
        }
        self.last = if is("begin") {
            Last::Begin
        } else if is("end") && self.last == Last::Semicolon {
            Last::EndAfterSemicolon
        } else {
            Last::Other
        };
    }

    fn is_open(&self, syntax: Syntax) -> bool {
        self.depth > 0 || (syntax.trigger_bodies && self.trigger && self.begun && self.last != Last::EndAfterSemicolon)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::DialectName;

    fn statements(text: &str, dialect: DialectName) -> Vec<String> {
        let script = cut(text, dialect.dialect().syntax());
        let texts = script
            .statements
            .into_iter()
            .map(|statement| format!("{} {}", statement.step, &text[statement.range]));
        texts.collect()
    }

    #[test]
    fn a_file_is_cut_as_the_migrator_cuts_it() {
        assert_eq!(
            statements(
                "a; -- ;\n-- step: alone\nb ';' c;;\n select '\n-- step: alone\n' x",
                DialectName::Postgres
            ),
            ["0 a", "1 b ';' c", "1 select '\n-- step: alone\n' x"]
        );
        let trigger =
            "create trigger t after insert on a begin update b set c = case when d then 1 end; delete from e; end";
        assert_eq!(
            statements(&format!("{trigger}; f"), DialectName::Sqlite),
            [format!("0 {trigger}"), "0 f".to_owned()]
        );
        assert_eq!(
            statements("\\restrict abc\n\nset a = 1; b", DialectName::Postgres),
            ["0 \\restrict abc", "0 set a = 1", "0 b"]
        );
        let routine = "create function f() returns int begin atomic select case when true then 1 end; select 2; end";
        assert_eq!(
            statements(&format!("{routine}; g"), DialectName::Postgres),
            [format!("0 {routine}"), "0 g".to_owned()]
        );
    }
}
