//! A model → tokens. Few generics and short functions: a model is compiled in every crate that has it.

mod constants;
mod decode;
mod finders;
mod key;
mod patch;
mod relations;
mod table;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::model::Model;
use crate::{names, redacting};

pub(super) fn model(model: &Model<'_>) -> TokenStream {
    let implementation = implementation(model);
    let inherent = inherent(model);
    let owner = owner(model);
    let patch = (!model.view).then(|| patch::structure(model));
    let setters = (!model.view).then(|| patch::implementations(model));
    let writable = (!model.view).then(|| writable(model));
    let debug = redacting::debug(
        model.ident,
        model.columns.iter().map(|column| (column.field, column.secret)),
    );
    // In a block, so that the short name is seen nowhere else.
    quote! {
        #patch
        const _: () = {
            use ::tablesmith::model::derived as __model;
            #implementation
            #writable
            #inherent
            #setters
            #debug
            #owner
        };
    }
}

/// The check that a column which references the owner references its primary key; the type of the column itself as the
/// owner says that `scope` takes the value.
fn owner(model: &Model<'_>) -> Option<TokenStream> {
    let scope = model.scope.as_ref().filter(|scope| scope.steps.is_empty())?;
    let at = model.columns.iter().position(|column| column.owner)?;
    let mut keys = model.foreign_keys.iter().filter(|key| key.columns == [at]);
    let key = keys.next()?;
    let written = |path: &dyn ToTokens| path.to_token_stream().to_string();
    if written(&scope.owner) == written(model.columns[at].value) {
        return None;
    }
    let (owner, column, table) = (&scope.owner, &scope.column, &key.table);
    let referenced = key.referenced.first()?;
    let name = names::field(model.ident);
    Some(quote! {
        const _: () = __model::assert_owner::<#owner>(#name, #column, #table, #referenced);
    })
}

/// `impl Model`.
fn implementation(model: &Model<'_>) -> TokenStream {
    let ident = model.ident;
    let table = table::expand(model);
    let key_type = key::r#type(model);
    let scope = model.scope.as_ref().map_or_else(
        || quote!(__model::Shared),
        |scope| {
            let owner = &scope.owner;
            quote!(__model::Owned<#owner>)
        },
    );
    let decode = decode::expand(model);
    let key = model.primary_key.iter().flat_map(|key| &key.columns).map(|&index| {
        let column = &model.columns[index];
        let field = column.field;
        quote!(__model::Value::to_datum(&self.#field))
    });
    let required = model.columns.iter().filter(|column| column.is_required());
    let required: Vec<_> = required.map(|column| names::field(column.field)).collect();
    let required = required.join(" ");
    quote! {
        #[automatically_derived]
        impl __model::Model for #ident {
            const TABLE: &'static __model::Table = {
                static TABLE: __model::Table = #table;
                &TABLE
            };
            const REQUIRED_FIELDS: &'static str = #required;
            type Key = #key_type;
            type Scope = #scope;

            fn decode(
                row: &mut __model::Row<'_>,
            ) -> __model::Result<Self, __model::DecodeError> {
                #decode
            }

            fn key(&self) -> __model::Vec<__model::Datum<'_>> {
                __model::Vec::from([#(#key),*])
            }
        }
    }
}

/// `impl Writable`.
fn writable(model: &Model<'_>) -> TokenStream {
    let ident = model.ident;
    let patch = patch::ident(model);
    quote! {
        #[automatically_derived]
        impl __model::Writable for #ident {
            type Patch = #patch;
        }
    }
}

/// Constants and functions of the struct itself.
fn inherent(model: &Model<'_>) -> TokenStream {
    let ident = model.ident;
    let visibility = model.visibility;
    let constants = constants::expand(model);
    let finders = finders::expand(model);
    let relations = relations::expand(model);
    let patch = patch::ident(model);
    let create = (!model.view).then(|| {
        let documentation = format!("Creates a row: setters, then `exec`. It takes a `New{ident}` or a [`{patch}`].");
        quote! {
            #[doc = #documentation]
            #visibility fn create(
                values: impl ::core::convert::Into<#patch<__model::Create>>,
            ) -> #patch<__model::Create> {
                values.into()
            }
        }
    });
    let update = model.primary_key.as_ref().filter(|_| !model.view).map(|_| {
        let documentation = format!("Changes the row with this key: setters of [`{patch}`], then `exec`.");
        quote! {
            #[doc = #documentation]
            #visibility fn update(
                key: impl __model::AsKey<<Self as __model::Model>::Key>,
            ) -> #patch<__model::Update> {
                #patch(__model::Patch::update(key))
            }
        }
    });
    quote! {
        #[automatically_derived]
        #[allow(dead_code)]
        impl #ident {
            #constants
            #relations

            #create
            #update
            #finders
        }
    }
}
