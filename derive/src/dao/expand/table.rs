//! The table as data.

use proc_macro2::{Ident, Literal, TokenStream};
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
        let columns = indexes(&key.columns);
        let schema = optional(key.schema.as_deref());
        let table = &key.table;
        let referenced = &key.referenced;
        let deferred = key.deferred;
        quote! {
            __model::ForeignKey {
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
        __model::Table {
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

/// One call with plain arguments: fewer expressions to check than a struct.
fn column(column: &Column<'_>) -> TokenStream {
    let name = &column.name;
    let field = names::field(column.field);
    let postgres_type = match &column.postgres_type {
        Some(postgres_type) => quote!(#postgres_type),
        None if column.json => quote!("jsonb"),
        None => {
            let value = column.value;
            quote!(<#value as __model::Value>::POSTGRES_TYPE)
        }
    };
    let flags = NULLABLE * u8::from(column.nullable)
        + GENERATED * u8::from(column.generated)
        + SECRET * u8::from(column.secret)
        + THROUGH_TEXT * u8::from(column.through_text);
    let flags = Literal::u8_unsuffixed(flags);
    let (default, update_default) = (default(column.default), default(column.update_default));
    let rules = column.validate.iter().map(validation);
    quote! {
        __model::TableColumn::described(
            #name,
            #field,
            #postgres_type,
            #flags,
            __model::DefaultValue::#default,
            __model::DefaultValue::#update_default,
            &[#(#rules),*],
        )
    }
}

/// `TableColumn::NULLABLE` and its like.
const NULLABLE: u8 = 1;
const GENERATED: u8 = 2;
const SECRET: u8 = 4;
const THROUGH_TEXT: u8 = 8;

fn default(default: Default) -> Ident {
    names::made(match default {
        Default::None => "None",
        Default::Database => "Database",
        Default::Now => "Now",
        Default::Uuid => "Uuid",
        Default::UuidV7 => "UuidV7",
        Default::Nanoid => "Nanoid",
        Default::Ulid => "Ulid",
    })
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
    quote!(__model::Validation::#rule)
}

fn end<T: quote::ToTokens>(end: Option<T>) -> TokenStream {
    end.map_or_else(
        || quote!(::core::option::Option::None),
        |end| quote!(::core::option::Option::Some(#end)),
    )
}

fn constraint(key: &Key) -> TokenStream {
    let name = &key.name;
    let columns = indexes(&key.columns);
    quote!(__model::Constraint { name: #name, columns: &[#(#columns),*] })
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
            __model::ScopeStep {
                columns: &[#(#columns),*],
                schema: #schema,
                table: #table,
                referenced: &[#(#referenced),*],
            }
        }
    });
    quote! {
        ::core::option::Option::Some(__model::Scope { path: &[#(#steps),*], column: #column })
    }
}

fn optional(text: Option<&str>) -> TokenStream {
    end(text)
}

/// Without a suffix, as one writes them.
pub(super) fn indexes(columns: &[usize]) -> impl Iterator<Item = Literal> {
    columns.iter().copied().map(Literal::usize_unsuffixed)
}
