//! `User::find_by_email`.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::super::model::{Key, Model};
use super::key::tuple;
use crate::names;

/// A function for each unique constraint.
pub(super) fn expand(model: &Model<'_>) -> TokenStream {
    model
        .uniques
        .iter()
        .enumerate()
        .map(|(index, key)| finder(model, index, key))
        .collect()
}

fn finder(model: &Model<'_>, index: usize, key: &Key) -> TokenStream {
    let visibility = model.visibility;
    let fields: Vec<_> = key.columns.iter().map(|&column| model.columns[column].field).collect();
    let words: Vec<_> = fields.iter().map(|field| names::field(field)).collect();
    let name = names::made(&format!("find_by_{}", words.join("_and_")));
    let documentation = format!("The row with this {}, if there is one.", words.join(" and "));
    let key_type = tuple(model, key);
    let generics: Vec<_> = (0..fields.len())
        .map(|index| names::made(&format!("K{index}")))
        .collect();
    let arguments: Vec<_> = (0..fields.len())
        .map(|index| names::made(&format!("key{index}")))
        .collect();
    let bounds = key.columns.iter().zip(&generics).map(|(&column, generic)| {
        let value = model.columns[column].value;
        quote!(#generic: __model::AsKey<#value>)
    });
    let value = match arguments.as_slice() {
        [argument] => quote!(#argument),
        arguments => quote!((#(#arguments),*)),
    };
    let index = Literal::usize_unsuffixed(index);
    quote! {
        #[doc = #documentation]
        #[cfg_attr(debug_assertions, track_caller)]
        #visibility fn #name<E, #(#generics),*>(
            executor: &E,
            #(#arguments: #generics),*
        ) -> impl ::core::future::Future<Output = __model::Result<::core::option::Option<Self>>> + Send + use<'_, E, #(#generics),*>
        where
            E: __model::Executor,
            <Self as __model::Model>::Scope: __model::Admits<E::Access>,
            #(#bounds),*
        {
            <Self as __model::Dao>::find_by::<E, _, #key_type>(executor, #index, #value)
        }
    }
}
