//! Diagnostics as text, in the shape of rustc's.

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};

use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::source::{SourceId, Sources};

/// Whether to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Text alone.
    Plain,
    /// With ANSI colours.
    Coloured,
}

/// All diagnostics as text, one paragraph each, errors and warnings in the order in which they were found.
pub fn render(diagnostics: &Diagnostics, sources: &Sources, style: Style) -> String {
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Coloured => Renderer::styled(),
    };
    let mut text = String::new();
    for diagnostic in diagnostics.iter() {
        text.push_str(&renderer.render(&report(diagnostic, sources)));
        text.push_str("\n\n");
    }
    text
}

fn report<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Vec<Group<'a>> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = level
        .primary_title(&diagnostic.message)
        .id(diagnostic.code.to_string())
        .elements([] as [Snippet<'_, annotate_snippets::Annotation<'_>>; 0]);
    let primary = diagnostic.primary.iter().map(|label| (AnnotationKind::Primary, label));
    let secondary = diagnostic
        .secondary
        .iter()
        .map(|label| (AnnotationKind::Context, label));
    let mut places: Vec<(SourceId, Vec<Annotation<'a>>)> = Vec::new();
    for (kind, label) in primary.chain(secondary) {
        let annotation = kind.span(label.span.range()).label(&label.text);
        match places.iter_mut().find(|(source, _)| *source == label.span.source) {
            Some((_, annotations)) => annotations.push(annotation),
            None => places.push((label.span.source, vec![annotation])),
        }
    }
    for (source, annotations) in places {
        let file = sources.get(source);
        group = group.element(
            Snippet::source(&file.text)
                .path(file.path.display().to_string())
                .fold(true)
                .annotations(annotations),
        );
    }
    for help in &diagnostic.help {
        group = group.element(Level::HELP.message(help));
    }
    vec![group]
}
