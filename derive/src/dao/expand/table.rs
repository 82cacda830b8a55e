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
        || quote!(__model::None),
        |key| {
            let key = constraint(key);
            quote!(__model::Some(#key))
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

/// One call with literals: few expressions to check. What few columns have stands apart.
fn columns(model: &Model<'_>) -> TokenStream {
    let names = model.columns.iter().map(|column| &column.name);
    let facts: Vec<u8> = model
        .columns
        .iter()
        .flat_map(|column| facts(column).to_le_bytes())
        .collect();
    let facts = Literal::byte_string(&facts);
    let types = super::decode::chunks(model).map(|columns| {
        let types = columns.iter().map(|column| column.r#type);
        if columns.iter().any(|column| column.json) {
            quote!(&["jsonb"])
        } else {
            quote!(<(#(#types,)*) as __model::RowValues>::POSTGRES_TYPES)
        }
    });
    let exceptions = exceptions(model);
    quote!(__model::columns([#(#names),*], #facts, &[#(#types),*], #exceptions))
}

/// In constants, since an argument would not live as long as the static.
fn exceptions(model: &Model<'_>) -> TokenStream {
    let columns = || {
        let columns = model.columns.iter().enumerate();
        columns.map(|(at, column)| (Literal::usize_unsuffixed(at), column))
    };
    let fields: Vec<_> = columns()
        .filter_map(|(at, column)| {
            let field = names::field(column.field);
            (field != column.name).then(|| quote!((#at, #field)))
        })
        .collect();
    let types: Vec<_> = columns()
        .filter_map(|(at, column)| {
            let postgres_type = column.postgres_type.as_ref()?;
            Some(quote!((#at, #postgres_type)))
        })
        .collect();
    let rules: Vec<_> = columns()
        .filter(|(_, column)| !column.validate.is_empty())
        .map(|(at, column)| {
            let rules = column.validate.iter().map(validation);
            quote!((#at, &[#(#rules),*]))
        })
        .collect();
    let written: Vec<_> = columns()
        .filter_map(|(at, column)| {
            let value = written(column)?;
            Some(quote!((#at, || #value)))
        })
        .collect();
    if [&fields, &types, &rules, &written].iter().all(|few| few.is_empty()) {
        return quote!(&__model::Exceptions::NONE);
    }
    quote! {
        const {
            &__model::Exceptions {
                fields: &[#(#fields),*],
                postgres_types: &[#(#types),*],
                validate: &[#(#rules),*],
                written: &[#(#written),*],
            }
        }
    }
}

/// See `tablesmith::model::columns`.
fn facts(column: &Column<'_>) -> u16 {
    NULLABLE * u16::from(column.nullable)
        + GENERATED * u16::from(column.generated)
        + SECRET * u16::from(column.secret)
        + THROUGH_TEXT * u16::from(column.through_text)
        + DEFAULT * number(column.default)
        + UPDATE_DEFAULT * number(column.update_default)
}

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
    end.map_or_else(|| quote!(__model::None), |end| quote!(__model::Some(#end)))
}

fn constraint(key: &Key) -> TokenStream {
    let name = &key.name;
    let columns = indexes(&key.columns);
    quote!(__model::Constraint { name: #name, columns: &[#(#columns),*] })
}

fn scope(model: &Model<'_>) -> TokenStream {
    let Some(scope) = &model.scope else {
        return quote!(__model::None);
    };
    let column = &scope.column;
    let row_security = scope.rls;
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
        __model::Some(__model::Scope { path: &[#(#steps),*], column: #column, row_security: #row_security })
    }
}

fn optional(text: Option<&str>) -> TokenStream {
    end(text)
}

/// Without a suffix, as one writes them.
pub(super) fn indexes(columns: &[usize]) -> impl Iterator<Item = Literal> {
    columns.iter().copied().map(Literal::usize_unsuffixed)
}
