//! `Debug` of a model with secrets.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::model::Model;
use crate::names;

/// `Debug` that shows no secret; nothing for a model that has none.
pub(super) fn expand(model: &Model<'_>) -> Option<TokenStream> {
    if !model.columns.iter().any(|column| column.secret) {
        return None;
    }
    let ident = model.ident;
    let name = names::field(ident);
    let fields = model.columns.iter().map(|column| {
        let field = column.field;
        let name = names::field(field);
        if column.secret {
            quote!(.field(#name, &::core::format_args!("[secret]")))
        } else {
            quote!(.field(#name, &self.#field))
        }
    });
    Some(quote! {
        #[automatically_derived]
        impl ::core::fmt::Debug for #ident {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.debug_struct(#name) #(#fields)* .finish()
            }
        }
    })
}
