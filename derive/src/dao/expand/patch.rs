//! `UserPatch`: the setters of `create` and `update`.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;
use syn::Type;

use super::super::model::{Column, Model};
use crate::names;

pub(super) fn ident(model: &Model<'_>) -> Ident {
    names::beside(model.ident, "Patch")
}

/// The struct, beside the model.
pub(super) fn structure(model: &Model<'_>) -> TokenStream {
    let ident = ident(model);
    let table = model.ident;
    let visibility = model.visibility;
    let documentation = format!("Values for a row of [`{table}`]: a setter for each column, then `exec`.");
    quote! {
        #[doc = #documentation]
        #[must_use = "nothing is written before `exec`"]
        #visibility struct #ident<O = ::tablesmith::model::Create>(::tablesmith::model::Patch<#table, O>);
    }
}

/// Its setters, and what makes it one.
pub(super) fn implementations(model: &Model<'_>) -> TokenStream {
    let ident = ident(model);
    let table = model.ident;
    let setters = |in_key: bool| {
        let columns = model.columns.iter().enumerate();
        columns
            .filter(move |(_, column)| !column.generated && (column.in_key || column.owner) == in_key)
            .map(|(index, column)| setter(model, index, column))
            .collect::<TokenStream>()
    };
    let (keys, others) = (setters(true), setters(false));
    let keys = (!keys.is_empty()).then(|| {
        quote! {
            #[automatically_derived]
            #[allow(dead_code)]
            impl #ident {
                #keys
            }
        }
    });
    let others = (!others.is_empty()).then(|| {
        quote! {
            #[automatically_derived]
            #[allow(dead_code)]
            impl<O> #ident<O> {
                #others
            }
        }
    });
    quote! {
        #keys
        #others

        #[automatically_derived]
        impl ::core::default::Default for #ident {
            fn default() -> Self {
                Self(__model::Patch::create())
            }
        }

        #[automatically_derived]
        impl<O: __model::Operation> __model::Exec for #ident<O> {
            type Model = #table;
            type Operation = O;

            fn into_patch(self) -> __model::Patch<#table, O> {
                self.0
            }
        }
    }
}

/// Whether its setter takes a number, as it is.
fn is_number(column: &Column<'_>) -> bool {
    let syn::Type::Path(path) = column.value else {
        return false;
    };
    let number = ["i16", "i32", "i64", "f32", "f64"]
        .iter()
        .any(|name| path.path.is_ident(name));
    number && !column.nullable && !column.json
}

fn setter(model: &Model<'_>, index: usize, column: &Column<'_>) -> TokenStream {
    let visibility = model.visibility;
    let setter = &column.setter;
    let value = column.value;
    let index = Literal::usize_unsuffixed(index);
    let documentation = format!("Sets `{}`.", column.name);
    if is_number(column) {
        // A literal takes the type of the argument only where there is one: of `impl Into<i16>`, there are several.
        return quote! {
            #[doc = #documentation]
            #visibility fn #setter(self, value: #value) -> Self {
                Self(self.0.set::<#value>(#index, value))
            }
        };
    }
    let (argument, call) = match (column.nullable, column.json) {
        (false, false) if is_plain(value) => (quote!(#value), quote!(set::<#value>(#index, value))),
        (false, false) => (
            quote!(impl __model::Into<#value>),
            quote!(set_into::<#value>(#index, value)),
        ),
        (false, true) => (
            quote!(impl __model::Into<#value>),
            quote!(set_json::<#value>(#index, &value.into())),
        ),
        (true, false) => (
            quote!(impl __model::IntoNullable<#value>),
            quote!(set_nullable::<#value>(#index, value)),
        ),
        (true, true) => (
            quote!(impl __model::IntoNullable<#value>),
            quote!(set_nullable_json::<#value>(#index, value)),
        ),
    };
    quote! {
        #[doc = #documentation]
        #visibility fn #setter(self, value: #argument) -> Self {
            Self(self.0.#call)
        }
    }
}

/// Whether its setter takes the value as it is. Nothing converts into these without being asked to, such a setter costs
/// less to compile, and a literal takes its type from it: of `impl Into<i16>`, there are several.
fn is_plain(value: &Type) -> bool {
    let Type::Path(path) = value else { return false };
    let names = [
        "bool",
        "i16",
        "i32",
        "i64",
        "f32",
        "f64",
        "Date",
        "Time",
        "DateTime",
        "Timestamp",
    ];
    path.path
        .segments
        .last()
        .is_some_and(|last| last.arguments.is_none() && names.iter().any(|name| last.ident == name))
}
