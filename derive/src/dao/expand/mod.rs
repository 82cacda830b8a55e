//! A model → tokens. Few generics and short functions: a model is compiled in every crate that has it.

mod constants;
mod debug;
mod key;
mod patch;
mod table;

use proc_macro2::TokenStream;
use quote::quote;

use super::model::Model;

pub(super) fn model(model: &Model<'_>) -> TokenStream {
    let implementation = implementation(model);
    let inherent = inherent(model);
    let patch = patch::expand(model);
    let debug = debug::expand(model);
    quote!(#implementation #inherent #patch #debug)
}

/// `impl Model`.
fn implementation(model: &Model<'_>) -> TokenStream {
    let ident = model.ident;
    let patch = patch::ident(model);
    let table = table::expand(model);
    let key_type = key::r#type(model);
    let scope = model.scope.as_ref().map_or_else(
        || quote!(::tablesmith::model::Shared),
        |scope| {
            let owner = &scope.owner;
            quote!(::tablesmith::model::Owned<#owner>)
        },
    );
    let decode = model.columns.iter().map(|column| {
        let field = column.field;
        // The type is written out so that a type that cannot be read is underlined at the field.
        let r#type = column.r#type;
        if column.json {
            quote!(#field: row.next_json::<#r#type>()?)
        } else {
            quote!(#field: row.next::<#r#type>()?)
        }
    });
    let key = model.primary_key.iter().flat_map(|key| &key.columns).map(|&index| {
        let column = &model.columns[index];
        let field = column.field;
        quote!(::tablesmith::Value::to_datum(&self.#field))
    });
    quote! {
        #[automatically_derived]
        impl ::tablesmith::model::Model for #ident {
            const TABLE: &'static ::tablesmith::model::Table = {
                static TABLE: ::tablesmith::model::Table = #table;
                &TABLE
            };
            type Key = #key_type;
            type Scope = #scope;
            type Patch = #patch;

            fn decode(
                row: &mut ::tablesmith::Row<'_>,
            ) -> ::core::result::Result<Self, ::tablesmith::value::DecodeError> {
                ::core::result::Result::Ok(Self { #(#decode),* })
            }

            fn key(&self) -> ::std::vec::Vec<::tablesmith::value::Datum<'_>> {
                ::std::vec![#(#key),*]
            }
        }
    }
}

/// Constants and functions of the struct itself.
fn inherent(model: &Model<'_>) -> TokenStream {
    let ident = model.ident;
    let visibility = model.visibility;
    let constants = constants::expand(model);
    let patch = patch::ident(model);
    let create_documentation =
        format!("Creates a row: setters, then `exec`. It takes a `New{ident}` or a [`{patch}`].");
    let update = model.primary_key.as_ref().map(|_| {
        let documentation = format!("Changes the row with this key: setters of [`{patch}`], then `exec`.");
        quote! {
            #[doc = #documentation]
            #visibility fn update(
                key: impl ::tablesmith::model::AsKey<<Self as ::tablesmith::model::Model>::Key>,
            ) -> #patch<::tablesmith::model::Update> {
                #patch(::tablesmith::model::Patch::update(key))
            }
        }
    });
    quote! {
        #[automatically_derived]
        #[allow(dead_code)]
        impl #ident {
            #constants

            #[doc = #create_documentation]
            #visibility fn create(
                values: impl ::core::convert::Into<#patch<::tablesmith::model::Create>>,
            ) -> #patch<::tablesmith::model::Create> {
                values.into()
            }

            #update
        }
    }
}
