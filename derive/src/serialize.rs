//! `derive(Serialize)`: what serde's derive writes for a plain struct, at a quarter of its cost to compile.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Data, DeriveInput, Fields};

use crate::errors::Errors;
use crate::{dao, names};

/// The longest tuple of fields, as `tablesmith::model::Fields` has them.
const LONGEST_TUPLE: usize = 12;

pub(crate) fn derive(input: TokenStream) -> syn::Result<TokenStream> {
    let input: DeriveInput = syn::parse2(input)?;
    let fields = match &input.data {
        Data::Struct(data) if input.generics.params.is_empty() => match &data.fields {
            Fields::Named(fields) => &fields.named,
            Fields::Unnamed(_) | Fields::Unit => return Err(refused(&input)),
        },
        Data::Struct(_) | Data::Enum(_) | Data::Union(_) => return Err(refused(&input)),
    };
    let mut errors = Errors::new();
    let attributes = fields.iter().flat_map(|field| &field.attrs);
    for attribute in input
        .attrs
        .iter()
        .chain(attributes)
        .filter(|attribute| is_of_serde(attribute))
    {
        errors.at(
            attribute,
            "this derive takes no attributes of serde: derive `tablesmith::serde::Serialize` with \
             `#[serde(crate = \"tablesmith::serde\")]` instead",
        );
    }
    errors.finish()?;
    let fields: Vec<_> = fields
        .iter()
        .filter(|field| !dao::is_secret(&field.attrs))
        .filter_map(|field| field.ident.as_ref())
        .collect();
    let ident = &input.ident;
    let name = names::field(ident);
    let texts = fields.iter().map(|field| names::field(field));
    let values = fields
        .chunks(LONGEST_TUPLE)
        .map(|fields| quote!((#(&self.#fields,)*)))
        .rev()
        .reduce(|rest, chunk| quote!(::tablesmith::model::More(#chunk, #rest)))
        .unwrap_or_else(|| quote!(()));
    Ok(quote! {
        #[automatically_derived]
        impl ::tablesmith::serde::Serialize for #ident {
            fn serialize<S: ::tablesmith::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                ::tablesmith::model::serialize(#name, &[#(#texts),*], #values, serializer)
            }
        }
    })
}

fn is_of_serde(attribute: &Attribute) -> bool {
    attribute.path().is_ident("serde")
}

fn refused(input: &DeriveInput) -> syn::Error {
    syn::Error::new_spanned(
        &input.ident,
        "this derive is for models, structs with named fields and no parameters: derive `tablesmith::serde::Serialize`",
    )
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::testing::{errors, pretty};

    #[test]
    fn secrets_are_left_out() {
        let expansion = super::derive(quote! {
            struct User {
                id: i64,
                #[dao(secret)]
                password: String,
                r#type: String,
            }
        });
        insta::assert_snapshot!(pretty(expansion));
    }

    #[test]
    fn what_serde_alone_can_do_is_refused() {
        let found = |input| errors(super::derive(input)).join("\n");
        insta::assert_snapshot!(found(quote!(
            #[serde(transparent)]
            struct User {
                #[serde(skip)]
                id: i64,
            }
        )));
        insta::assert_snapshot!(found(quote!(
            enum State {
                Open,
            }
        )));
        insta::assert_snapshot!(found(quote!(
            struct User<T> {
                id: T,
            }
        )));
    }
}
