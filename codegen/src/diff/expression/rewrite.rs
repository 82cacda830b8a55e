//! SQL text that follows a rename, as the databases rewrite what they store. Only the names are replaced: the rest of
//! the text stays as the author wrote it.

use std::collections::BTreeMap;
use std::ops::{ControlFlow, Range};

use sqlparser::ast::{ArrayElemTypeDef, DataType, Expr, Ident, ObjectName as SqlName, ObjectNamePart, Visit, Visitor};
use sqlparser::tokenizer::Location;

use super::{needs_no_quotes, parse};
use crate::catalog::{Expression, ObjectName};
use crate::dialect::DialectName;

/// What is renamed, as seen from the expressions of one table.
pub(in crate::diff) struct Rewriter<'a> {
    dialect: DialectName,
    before: &'a ObjectName,
    after: &'a ObjectName,
    columns: &'a BTreeMap<String, String>,
    enums: &'a BTreeMap<ObjectName, ObjectName>,
}

impl<'a> Rewriter<'a> {
    pub(in crate::diff) fn new(
        dialect: DialectName,
        before: &'a ObjectName,
        after: &'a ObjectName,
        columns: &'a BTreeMap<String, String>,
        enums: &'a BTreeMap<ObjectName, ObjectName>,
    ) -> Self {
        Self {
            dialect,
            before,
            after,
            columns,
            enums,
        }
    }

    /// Replaces the names. Text that cannot be parsed stays as it is.
    pub(in crate::diff) fn rewrite(&self, expression: &mut Expression) {
        for text in std::iter::once(&mut expression.authored).chain(&mut expression.canonical) {
            if let Some(rewritten) = self.rewritten(text) {
                *text = rewritten;
            }
        }
    }

    fn rewritten(&self, text: &str) -> Option<String> {
        let concerned = mentions(text, self.columns.keys().map(String::as_str))
            || self.before != self.after && mentions(text, std::iter::once(self.before.name.as_str()))
            || mentions_any(text, self.enums.keys());
        if !concerned {
            return None;
        }
        let expression = parse(text, self.dialect)?;
        let mut edits = Edits {
            rewriter: self,
            text,
            lines: line_starts(text),
            found: Vec::new(),
        };
        let _: ControlFlow<()> = expression.visit(&mut edits);
        let mut edits = edits.found;
        edits.sort_by_key(|(range, _)| range.start);
        edits.dedup();
        let mut rewritten = String::with_capacity(text.len());
        let mut copied = 0;
        for (range, name) in edits {
            rewritten.push_str(text.get(copied..range.start)?);
            rewritten.push_str(&name);
            copied = range.end;
        }
        rewritten.push_str(&text[copied..]);
        Some(rewritten)
    }

    /// Whether an identifier is this name. PostgreSQL folds what is unquoted to lower case, SQLite compares every name
    /// without case.
    fn is(&self, ident: &Ident, name: &str) -> bool {
        if ident.quote_style.is_none() || self.dialect.dialect().ignores_case() {
            ident.value.eq_ignore_ascii_case(name) && (self.dialect.dialect().ignores_case() || !has_capitals(name))
        } else {
            ident.value == name
        }
    }

    fn column(&self, ident: &Ident) -> Option<&'a str> {
        let exact = self.columns.get(&ident.value).filter(|_| self.is(ident, &ident.value));
        let after = exact.or_else(|| {
            let found = self.columns.iter().find(|(before, _)| self.is(ident, before));
            found.map(|(_, after)| after)
        });
        after.map(String::as_str)
    }

    fn enumeration(&self, name: &SqlName) -> Option<&'a ObjectName> {
        let idents: Vec<&Ident> = name.0.iter().map(ObjectNamePart::as_ident).collect::<Option<_>>()?;
        let found = self
            .enums
            .iter()
            .find(|(before, _)| match (&before.namespace, &idents[..]) {
                (None, [ident]) => self.is(ident, &before.name),
                (Some(namespace), [qualifier, ident]) => self.is(qualifier, namespace) && self.is(ident, &before.name),
                _ => false,
            });
        found.map(|(_, after)| after)
    }

    /// A name in place of an identifier: in quotes where that one was, or where it needs them.
    fn write(&self, name: &str, instead_of: &Ident) -> String {
        if instead_of.quote_style.is_none() && needs_no_quotes(name) {
            name.to_owned()
        } else {
            self.dialect.dialect().quote_identifier(name)
        }
    }
}

fn has_capitals(name: &str) -> bool {
    name.bytes().any(|byte| byte.is_ascii_uppercase())
}

/// Whether a text may mention one of these enums.
pub(in crate::diff) fn mentions_any<'a>(text: &str, mut enums: impl Iterator<Item = &'a ObjectName>) -> bool {
    enums.any(|name| mentions(text, std::iter::once(name.name.as_str())))
}

/// Whether a text holds one of these names somewhere; cheap, so that most texts need no parsing.
fn mentions<'a>(text: &str, mut names: impl Iterator<Item = &'a str>) -> bool {
    let contains = |name: &str| {
        // A quote inside a name is doubled in SQL.
        name.contains('"')
            || text
                .as_bytes()
                .windows(name.len())
                .any(|part| part.eq_ignore_ascii_case(name.as_bytes()))
    };
    names.any(|name| !name.is_empty() && contains(name))
}

/// Gathers what to replace in one text.
struct Edits<'a> {
    rewriter: &'a Rewriter<'a>,
    text: &'a str,
    lines: Vec<usize>,
    found: Vec<(Range<usize>, String)>,
}

impl Edits<'_> {
    fn replace(&mut self, first: &Ident, last: &Ident, text: String) {
        let start = self.offset(first.span.start);
        let end = self.offset(last.span.end);
        if let (Some(start), Some(end)) = (start, end) {
            self.found.push((start..end, text));
        }
    }

    /// The byte at a place; the parser counts lines and characters from 1.
    fn offset(&self, location: Location) -> Option<usize> {
        let line = *self.lines.get(usize::try_from(location.line).ok()?.checked_sub(1)?)?;
        let characters = usize::try_from(location.column).ok()?.checked_sub(1)?;
        let rest = &self.text[line..];
        let within = rest
            .char_indices()
            .map(|(index, _)| index)
            .chain([rest.len()])
            .nth(characters)?;
        Some(line + within)
    }

    fn data_type(&mut self, data_type: &DataType) {
        match data_type {
            DataType::Custom(name, _) => self.type_name(name),
            DataType::Array(
                ArrayElemTypeDef::SquareBracket(element, _)
                | ArrayElemTypeDef::AngleBracket(element)
                | ArrayElemTypeDef::Parenthesis(element)
                | ArrayElemTypeDef::Qualified(element, _),
            ) => self.data_type(element),
            _ => {}
        }
    }

    fn type_name(&mut self, name: &SqlName) {
        let idents: Option<Vec<&Ident>> = name.0.iter().map(ObjectNamePart::as_ident).collect();
        let (Some(idents), Some(after)) = (idents, self.rewriter.enumeration(name)) else {
            return;
        };
        if let [first, ..] = idents[..] {
            let last = idents[idents.len() - 1];
            let mut text = String::new();
            if let Some(namespace) = &after.namespace {
                text.push_str(&self.rewriter.write(namespace, first));
                text.push('.');
            }
            text.push_str(&self.rewriter.write(&after.name, last));
            self.replace(first, last, text);
        }
    }
}

impl Visitor for Edits<'_> {
    type Break = ();

    fn pre_visit_expr(&mut self, expression: &Expr) -> ControlFlow<()> {
        match expression {
            Expr::Identifier(column) => {
                if let Some(after) = self.rewriter.column(column) {
                    self.replace(column, column, self.rewriter.write(after, column));
                }
            }
            Expr::CompoundIdentifier(parts) => {
                if let [.., table, column] = &parts[..]
                    && self.rewriter.is(table, &self.rewriter.before.name)
                {
                    let after = &self.rewriter.after.name;
                    self.replace(table, table, self.rewriter.write(after, table));
                    if let Some(after) = self.rewriter.column(column) {
                        self.replace(column, column, self.rewriter.write(after, column));
                    }
                }
            }
            Expr::Cast { data_type, .. } => self.data_type(data_type),
            Expr::TypedString(typed) => self.data_type(&typed.data_type),
            _ => {}
        }
        ControlFlow::Continue(())
    }
}

/// Where each line begins.
fn line_starts(text: &str) -> Vec<usize> {
    std::iter::once(0)
        .chain(text.match_indices('\n').map(|(index, _)| index + 1))
        .collect()
}
