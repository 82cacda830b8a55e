//! `Debug` that shows no secret.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::names;

/// The implementation for a struct with these fields, each with whether it is secret; nothing where none is.
pub(crate) fn debug<'a>(ident: &Ident, fields: impl Iterator<Item = (&'a Ident, bool)> + Clone) -> Option<TokenStream> {
    if !fields.clone().any(|(_, secret)| secret) {
        return None;
    }
    let name = names::field(ident);
    let fields = fields.map(|(field, secret)| {
        let name = names::field(field);
        if secret {
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
