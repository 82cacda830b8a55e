//! The type of the primary key.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::model::{Key, Model};
/// The key's type: that of its column, or a tuple.
pub(super) fn r#type(model: &Model<'_>) -> TokenStream {
    match &model.primary_key {
        None => quote!(()),
        Some(key) => tuple(model, key),
    }
}

/// The type of a key's values.
pub(super) fn tuple(model: &Model<'_>, key: &Key) -> TokenStream {
    let types = key.columns.iter().map(|&index| model.columns[index].value);
    if key.columns.len() == 1 {
        quote!(#(#types)*)
    } else {
        quote!((#(#types),*))
    }
}
