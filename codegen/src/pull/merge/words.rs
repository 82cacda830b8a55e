//! What an author said in other words than the server does, and that still holds, stays in the author's words.

use super::Known;
use crate::catalog::{Catalog, Expression, IndexKey};

/// Puts the author's words into what was found, where it means the same.
pub(super) fn keep(found: &mut Catalog, known: &Known<'_>) {
    for (name, table) in &mut found.tables {
        let (Some(authored), Some(made)) = (known.authored.tables.get(name), known.made.tables.get(name)) else {
            continue;
        };
        for column in &mut table.columns {
            let (Some(authored), Some(made)) = (authored.column(&column.name), made.column(&column.name)) else {
                continue;
            };
            reword(
                column.default.as_mut(),
                made.default.as_ref(),
                authored.default.as_ref(),
            );
            reword(
                column.generated.as_mut().map(|rule| &mut rule.expression),
                made.generated.as_ref().map(|rule| &rule.expression),
                authored.generated.as_ref().map(|rule| &rule.expression),
            );
        }
        for check in &mut table.checks {
            let of = |table: &crate::catalog::Table| {
                let mut checks = table.checks.iter();
                checks
                    .find(|other| other.name == check.name)
                    .map(|other| other.expression.clone())
            };
            let (made, authored) = (of(made), of(authored));
            reword(Some(&mut check.expression), made.as_ref(), authored.as_ref());
        }
        for index in &mut table.indexes {
            let by_name = |index: &&crate::catalog::Index, name: &str| index.name == name;
            let made = made.indexes.iter().find(|other| by_name(other, &index.name));
            let authored = authored.indexes.iter().find(|other| by_name(other, &index.name));
            let (Some(made), Some(authored)) = (made, authored) else {
                continue;
            };
            reword(
                index.predicate.as_mut(),
                made.predicate.as_ref(),
                authored.predicate.as_ref(),
            );
            for ((part, made), authored) in index.parts.iter_mut().zip(&made.parts).zip(&authored.parts) {
                if let (IndexKey::Expression(own), IndexKey::Expression(made), IndexKey::Expression(authored)) =
                    (&mut part.key, &made.key, &authored.key)
                {
                    reword(Some(own), Some(made), Some(authored));
                }
            }
        }
    }
}

fn reword(own: Option<&mut Expression>, made: Option<&Expression>, authored: Option<&Expression>) {
    if let (Some(own), Some(made), Some(authored)) = (own, made, authored)
        && own == made
    {
        own.authored.clone_from(&authored.authored);
    }
}
