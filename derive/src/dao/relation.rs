//! Relations, checked.

use std::collections::BTreeSet;

use proc_macro2::Ident;
use syn::Type;

use super::attributes::{Name, RelationAttribute};
use super::model::{Column, indexes};
use crate::errors::Errors;
use crate::names;

/// A relation: how a row of this table leads to rows of another.
pub(super) struct Relation {
    pub(super) name: String,
    pub(super) constant: Ident,
    pub(super) target: Type,
    pub(super) way: Way,
}

/// Along which foreign keys.
pub(super) enum Way {
    /// One of this table, by its columns.
    Along { columns: Vec<usize>, nullable: bool },
    /// One of the target, by its columns where it has several that point here.
    Back { many: bool, via: Vec<String> },
    /// Those of a join table.
    Through {
        table: Box<Type>,
        from: Vec<String>,
        to: Vec<String>,
    },
}

pub(super) fn relations(
    attributes: Vec<RelationAttribute>,
    columns: &[Column<'_>],
    errors: &mut Errors,
) -> Vec<Relation> {
    let mut taken: BTreeSet<String> = columns.iter().map(|column| column.constant.to_string()).collect();
    let relations = attributes.into_iter().filter_map(|attribute| {
        let relation = relation(attribute, columns, errors)?;
        if !taken.insert(relation.constant.to_string()) {
            let constant = &relation.constant;
            errors.at(
                constant,
                format_args!(
                    "a column or another relation has the constant `{constant}` already: name this one otherwise"
                ),
            );
        }
        Some(relation)
    });
    relations.collect()
}

fn relation(attribute: RelationAttribute, columns: &[Column<'_>], errors: &mut Errors) -> Option<Relation> {
    let name = names::field(&attribute.name);
    let at = &attribute.name;
    let (target, many) = match (attribute.one, attribute.many) {
        (Some(target), None) => (target, false),
        (None, Some(target)) => (target, true),
        _ => {
            errors.at(at, "say where the relation leads: `one = User` or `many = Note`");
            return None;
        }
    };
    let texts = |names: &[syn::LitStr]| names.iter().map(syn::LitStr::value).collect();
    let way = if let Some(table) = attribute.through {
        if !many || !attribute.via.is_empty() {
            errors.at(
                at,
                "through a join table lead relations to many rows; its foreign keys are named by `from(…)` and `to(…)`",
            );
            return None;
        }
        Way::Through {
            table: Box::new(table),
            from: texts(&attribute.from),
            to: texts(&attribute.to),
        }
    } else {
        if !attribute.from.is_empty() || !attribute.to.is_empty() {
            errors.at(
                at,
                "`from(…)` and `to(…)` name foreign keys of a join table: there is no `through`",
            );
            return None;
        }
        way(attribute.via, many, at, columns, errors)?
    };
    Some(Relation {
        constant: Ident::new(&names::column_constant(&name), attribute.name.span()),
        name,
        target,
        way,
    })
}

/// Fields name a foreign key of this struct, strings one of the other.
fn way(via: Vec<Name>, many: bool, at: &Ident, columns: &[Column<'_>], errors: &mut Errors) -> Option<Way> {
    let mut fields = Vec::new();
    let mut texts = Vec::new();
    for name in via {
        match name {
            Name::Field(field) => fields.push(field),
            Name::Database(name) => texts.push(name.value()),
        }
    }
    if fields.is_empty() {
        return Some(Way::Back { many, via: texts });
    }
    if many || !texts.is_empty() {
        errors.at(
            at,
            "fields in `via(…)` are those of a foreign key of this struct, along which a relation leads to `one` row; columns \
             of the other table are written in quotes",
        );
        return None;
    }
    let columns_at = indexes(&fields, at.span(), columns, errors)?;
    Some(Way::Along {
        nullable: columns_at.iter().any(|&index| columns[index].nullable),
        columns: columns_at,
    })
}
