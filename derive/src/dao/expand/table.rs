//! The table as data.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::super::model::{Column, Default, Key, Model, Written};
use super::super::validation::Validation;
use crate::names;

pub(super) fn expand(model: &Model<'_>) -> TokenStream {
    let name = &model.table;
    let schema = optional(model.schema.as_deref());
    let columns = columns(model);
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
            columns: &#columns,
            primary_key: #primary_key,
            uniques: &[#(#uniques),*],
            foreign_keys: &[#(#foreign_keys),*],
            checks: &[#(#checks),*],
            scope: #scope,
        }
    }
}

/// One call with literals: few expressions to check. What few columns have stands beside, in constants, since an
/// argument would not live as long as the static.
fn columns(model: &Model<'_>) -> TokenStream {
    let described = model.columns.iter().map(column);
    let columns = || model.columns.iter().enumerate();
    let rules = columns()
        .filter(|(_, column)| !column.validate.is_empty())
        .map(|(at, column)| {
            let (at, rules) = (Literal::usize_unsuffixed(at), column.validate.iter().map(validation));
            quote!((#at, &[#(#rules),*]))
        });
    let written = columns().filter_map(|(at, column)| {
        let (at, value) = (Literal::usize_unsuffixed(at), written(column)?);
        Some(quote!((#at, || #value)))
    });
    let (rules, written) = (constant(rules), constant(written));
    quote!(__model::columns([#(#described),*], #rules, #written))
}

fn constant(items: impl Iterator<Item = TokenStream>) -> TokenStream {
    let items: Vec<_> = items.collect();
    if items.is_empty() {
        quote!(&[])
    } else {
        quote!(const { &[#(#items),*] })
    }
}

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
    let facts = NULLABLE * u16::from(column.nullable)
        + GENERATED * u16::from(column.generated)
        + SECRET * u16::from(column.secret)
        + THROUGH_TEXT * u16::from(column.through_text)
        + DEFAULT * number(column.default)
        + UPDATE_DEFAULT * number(column.update_default);
    let facts = Literal::u16_unsuffixed(facts);
    quote!((#name, #field, #postgres_type, #facts))
}

/// The facts of `tablesmith::model::Described`.
const NULLABLE: u16 = 1;
const GENERATED: u16 = 2;
const SECRET: u16 = 4;
const THROUGH_TEXT: u16 = 8;
const DEFAULT: u16 = 16;
const UPDATE_DEFAULT: u16 = 256;

/// The number of `DefaultValue::numbered`.
fn number(default: Default) -> u16 {
    match default {
        Default::None => 0,
        Default::Database => 1,
        Default::Now => 2,
        Default::Uuid => 3,
        Default::UuidV7 => 4,
        Default::Nanoid => 5,
        Default::Ulid => 6,
    }
}

/// A value that is written down is read as one of the column's type.
fn written(column: &Column<'_>) -> Option<TokenStream> {
    let datum = match column.update_value.as_ref()? {
        Written::Boolean(value) => quote!(Boolean(#value)),
        Written::Integer(value) => quote!(Integer(#value)),
        Written::Float(value) => quote!(Float(#value)),
        Written::Text(value) => quote!(Text(#value)),
    };
    let value = column.value;
    let r#type = if column.json {
        quote!(__model::Json)
    } else {
        quote!(#value)
    };
    Some(quote!(__model::written::<#r#type>(__model::DatumRef::#datum)))
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
