//! For people: each finding with its line underlined.

use super::{Linted, lock_words};
use crate::diagnostic::{Label, Message, MessageLevel, Style, render_messages};
use crate::lint::rule::Severity;
use crate::source::{Sources, Span};

/// All that is found and not allowed, in the shape of rustc's messages.
pub fn text(files: &[Linted], style: Style) -> String {
    let mut sources = Sources::default();
    let mut messages = Vec::new();
    for file in files {
        let source = sources.add(&file.path, &file.text);
        for finding in file.remaining() {
            let mut help = Vec::with_capacity(finding.help.len() + 1);
            if let Some(lock) = lock_words(finding) {
                help.push((MessageLevel::Note, format!("it holds a {lock} lock")));
            }
            help.extend(finding.help.iter().map(|help| (MessageLevel::Help, help.clone())));
            messages.push(Message {
                level: match finding.severity {
                    Severity::Error => MessageLevel::Error,
                    Severity::Warning => MessageLevel::Warning,
                    Severity::Note | Severity::Off => MessageLevel::Note,
                },
                code: finding.code.to_owned(),
                text: finding.message.clone(),
                primary: Some(Label {
                    span: Span::new(source, finding.at.clone()),
                    text: finding.label.clone(),
                }),
                secondary: Vec::new(),
                more: help,
            });
        }
    }
    render_messages(&messages, &sources, style)
}
