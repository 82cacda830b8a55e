//! The table as data.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::model::{Column, Default, Key, Model};
use super::super::validation::Validation;
use crate::names;

pub(super) fn expand(model: &Model<'_>) -> TokenStream {
    let name = &model.table;
    let schema = optional(model.schema.as_deref());
    let columns = model.columns.iter().map(column);
    let primary_key = model.primary_key.as_ref().map_or_else(
        || quote!(::core::option::Option::None),
        |key| {
            let key = constraint(key);
            quote!(::core::option::Option::Some(#key))
        },
    );
    let uniques = model.uniques.iter().map(constraint);
    let foreign_keys = model.foreign_keys.iter().map(|key| {
        let name = &key.name;
        let columns = &key.columns;
        let schema = optional(key.schema.as_deref());
        let table = &key.table;
        let referenced = &key.referenced;
        let deferred = key.deferred;
        quote! {
            ::tablesmith::model::ForeignKey {
                name: #name,
                columns: &[#(#columns),*],
                schema: #schema,
                table: #table,
                referenced: &[#(#referenced),*],
                deferred: #deferred,
            }
        }
    });
    let checks = &model.checks;
    let scope = scope(model);
    quote! {
        ::tablesmith::model::Table {
            name: #name,
            schema: #schema,
            columns: &[#(#columns),*],
            primary_key: #primary_key,
            uniques: &[#(#uniques),*],
            foreign_keys: &[#(#foreign_keys),*],
            checks: &[#(#checks),*],
            scope: #scope,
        }
    }
}

/// Only what differs from a required column without rules.
fn column(column: &Column<'_>) -> TokenStream {
    let name = &column.name;
    let field = names::field(column.field);
    let postgres_type = match &column.postgres_type {
        Some(postgres_type) => quote!(#postgres_type),
        None if column.json => quote!("jsonb"),
        None => {
            let value = column.value;
            quote!(<#value as ::tablesmith::Value>::POSTGRES_TYPE)
        }
    };
    let mut parts = Vec::new();
    for (set, part) in [
        (column.through_text, quote!(through_text: true)),
        (column.nullable, quote!(nullable: true)),
        (column.generated, quote!(generated: true)),
        (column.secret, quote!(secret: true)),
    ] {
        if set {
            parts.push(part);
        }
    }
    if let Some(value) = default(column.default) {
        parts.push(quote!(default: #value));
    }
    if let Some(value) = default(column.update_default) {
        parts.push(quote!(update_default: #value));
    }
    if !column.validate.is_empty() {
        let rules = column.validate.iter().map(validation);
        parts.push(quote!(validate: &[#(#rules),*]));
    }
    let new = quote!(::tablesmith::model::TableColumn::new(#name, #field, #postgres_type));
    if parts.is_empty() {
        new
    } else {
        quote!(::tablesmith::model::TableColumn { #(#parts,)* ..#new })
    }
}

fn default(default: Default) -> Option<TokenStream> {
    let variant = match default {
        Default::None => return None,
        Default::Database => "Database",
        Default::Now => "Now",
        Default::Uuid => "Uuid",
        Default::UuidV7 => "UuidV7",
        Default::Nanoid => "Nanoid",
        Default::Ulid => "Ulid",
    };
    let variant = names::made(variant);
    Some(quote!(::tablesmith::model::DefaultValue::#variant))
}

fn validation(validation: &Validation) -> TokenStream {
    let rule = match validation {
        Validation::Email => quote!(Email),
        Validation::Url => quote!(Url),
        Validation::NotBlank => quote!(NotBlank),
        Validation::Length(least, most) => {
            let (least, most) = (end(*least), end(*most));
            quote!(Length(#least, #most))
        }
        Validation::Range(least, most) => {
            let (least, most) = (end(*least), end(*most));
            quote!(Range(#least, #most))
        }
        Validation::Pattern(pattern) => quote!(Pattern(#pattern)),
        Validation::OneOf(values) => quote!(OneOf(&[#(#values),*])),
    };
    quote!(::tablesmith::model::Validation::#rule)
}

fn end<T: quote::ToTokens>(end: Option<T>) -> TokenStream {
    end.map_or_else(
        || quote!(::core::option::Option::None),
        |end| quote!(::core::option::Option::Some(#end)),
    )
}

fn constraint(key: &Key) -> TokenStream {
    let name = &key.name;
    let columns = &key.columns;
    quote!(::tablesmith::model::Constraint { name: #name, columns: &[#(#columns),*] })
}

fn scope(model: &Model<'_>) -> TokenStream {
    let Some(scope) = &model.scope else {
        return quote!(::core::option::Option::None);
    };
    let column = &scope.column;
    let steps = scope.steps.iter().map(|step| {
        let columns = &step.columns;
        let schema = optional(step.schema.as_deref());
        let table = &step.table;
        let referenced = &step.referenced;
        quote! {
            ::tablesmith::model::ScopeStep {
                columns: &[#(#columns),*],
                schema: #schema,
                table: #table,
                referenced: &[#(#referenced),*],
            }
        }
    });
    quote! {
        ::core::option::Option::Some(::tablesmith::model::Scope { path: &[#(#steps),*], column: #column })
    }
}

fn optional(text: Option<&str>) -> TokenStream {
    end(text)
}
