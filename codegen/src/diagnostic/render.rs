//! Diagnostics as text, in the shape of rustc's.

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};

use crate::diagnostic::{Diagnostic, Diagnostics, Label, Severity};
use crate::source::{SourceFile, SourceId, Sources};

/// Whether to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Text alone.
    Plain,
    /// With ANSI colours.
    Coloured,
}

/// A message of any kind, ready to be shown.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub(crate) level: MessageLevel,
    pub(crate) code: String,
    pub(crate) text: String,
    pub(crate) primary: Option<Label>,
    pub(crate) secondary: Vec<Label>,
    /// Lines under the places.
    pub(crate) more: Vec<(MessageLevel, String)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MessageLevel {
    Error,
    Warning,
    Note,
    Help,
}

impl MessageLevel {
    fn level(self) -> Level<'static> {
        match self {
            Self::Error => Level::ERROR,
            Self::Warning => Level::WARNING,
            Self::Note => Level::NOTE,
            Self::Help => Level::HELP,
        }
    }
}

/// All diagnostics as text, one paragraph each, errors and warnings in the order in which they were found.
pub fn render(diagnostics: &Diagnostics, sources: &Sources, style: Style) -> String {
    let messages: Vec<_> = diagnostics.iter().map(message).collect();
    render_messages(&messages, sources, style)
}

fn message(diagnostic: &Diagnostic) -> Message {
    Message {
        level: match diagnostic.severity {
            Severity::Error => MessageLevel::Error,
            Severity::Warning => MessageLevel::Warning,
        },
        code: diagnostic.code.to_string(),
        text: diagnostic.message.clone(),
        primary: diagnostic.primary.clone(),
        secondary: diagnostic.secondary.clone(),
        more: (diagnostic.help.iter())
            .map(|help| (MessageLevel::Help, help.clone()))
            .collect(),
    }
}

/// Messages as text, one paragraph each.
pub(crate) fn render_messages(messages: &[Message], sources: &Sources, style: Style) -> String {
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Coloured => Renderer::styled(),
    };
    let mut text = String::new();
    for message in messages {
        text.push_str(&renderer.render(&report(message, sources)));
        text.push_str("\n\n");
    }
    text
}

fn report<'a>(message: &'a Message, sources: &'a Sources) -> Vec<Group<'a>> {
    let mut group = (message.level.level())
        .primary_title(&message.text)
        .id(message.code.as_str())
        .elements([] as [Snippet<'_, annotate_snippets::Annotation<'_>>; 0]);
    let primary = message.primary.iter().map(|label| (AnnotationKind::Primary, label));
    let secondary = message.secondary.iter().map(|label| (AnnotationKind::Context, label));
    let mut places: Vec<(SourceId, Vec<(AnnotationKind, &'a Label)>)> = Vec::new();
    for (kind, label) in primary.chain(secondary) {
        match places.iter_mut().find(|(source, _)| *source == label.span.source) {
            Some((_, labels)) => labels.push((kind, label)),
            None => places.push((label.span.source, vec![(kind, label)])),
        }
    }
    for (source, labels) in places {
        group = group.element(snippet(sources.get(source), &labels));
    }
    for (level, line) in &message.more {
        group = group.element(level.level().message(line));
    }
    vec![group]
}

/// The lines from the first label to the last. The renderer reads all it is given, so the whole of a large file would
/// make each diagnostic cost as much as the file is long.
fn snippet<'a>(file: &'a SourceFile, labels: &[(AnnotationKind, &'a Label)]) -> Snippet<'a, Annotation<'a>> {
    let text = file.text.as_str();
    let first = labels
        .iter()
        .map(|(_, label)| label.span.range().start)
        .min()
        .unwrap_or(0);
    let last = labels
        .iter()
        .map(|(_, label)| label.span.range().end)
        .max()
        .unwrap_or(0);
    let start = text
        .get(..first)
        .and_then(|before| before.rfind('\n'))
        .map_or(0, |at| at + 1);
    let end = text
        .get(last..)
        .and_then(|after| after.find('\n'))
        .map_or(text.len(), |at| last + at + 1);
    // A place after the last line end has no line of its own to cut out.
    let (start, end) = if start < end { (start, end) } else { (0, text.len()) };
    let line = 1 + text[..start].bytes().filter(|byte| *byte == b'\n').count();
    let annotations = labels.iter().map(|(kind, label)| {
        let range = label.span.range();
        kind.span(range.start - start..range.end - start).label(&label.text)
    });
    Snippet::source(&text[start..end])
        .line_start(line)
        .path(file.path.display().to_string())
        .fold(true)
        .annotations(annotations)
}
