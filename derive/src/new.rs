//! `derive(New)`: what a new row needs.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Fields, Path};

use crate::names;

pub(crate) fn derive(input: TokenStream) -> syn::Result<TokenStream> {
    let input: DeriveInput = syn::parse2(input)?;
    let model = model(&input)?;
    let patch = patch(&model);
    let ident = &input.ident;
    let fields = fields(&input)?;
    let names = fields.iter().map(|field| names::field(field));
    let setters = fields.iter().map(|field| names::setter(field));
    let struct_name = names::field(ident);
    let model_name = model
        .segments
        .last()
        .map(|segment| names::field(&segment.ident))
        .unwrap_or_default();
    Ok(quote! {
        #[automatically_derived]
        impl ::core::convert::From<#ident> for #patch<::tablesmith::model::Create> {
            fn from(new: #ident) -> Self {
                <Self as ::core::default::Default>::default() #(.#setters(new.#fields))*
            }
        }

        const _: () = ::tablesmith::model::assert_complete(
            #struct_name,
            #model_name,
            <#model as ::tablesmith::model::Model>::TABLE,
            &[#(#names),*],
        );
    })
}

/// The path in `#[new(…)]`.
fn model(input: &DeriveInput) -> syn::Result<Path> {
    let mut attributes = input.attrs.iter().filter(|attribute| attribute.path().is_ident("new"));
    let Some(attribute) = attributes.next() else {
        return Err(syn::Error::new_spanned(
            &input.ident,
            "say which model it makes rows of: `#[new(User)]`",
        ));
    };
    if let Some(second) = attributes.next() {
        return Err(syn::Error::new_spanned(second, "said twice: keep one"));
    }
    attribute.parse_args()
}

/// The patch stands beside its model.
fn patch(model: &Path) -> Path {
    let mut patch = model.clone();
    if let Some(last) = patch.segments.last_mut() {
        last.ident = names::beside(&last.ident, "Patch");
    }
    patch
}

fn fields(input: &DeriveInput) -> syn::Result<Vec<&syn::Ident>> {
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => Ok(fields.named.iter().filter_map(|field| field.ident.as_ref()).collect()),
            Fields::Unit => Ok(Vec::new()),
            Fields::Unnamed(_) => Err(syn::Error::new_spanned(
                &input.ident,
                "give the fields names: those of the columns",
            )),
        },
        Data::Enum(_) | Data::Union(_) => Err(syn::Error::new_spanned(
            &input.ident,
            "what a new row needs is a struct",
        )),
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{errors, pretty};
    use quote::quote;

    #[test]
    fn fields_become_setters() {
        let expansion = super::derive(quote! {
            #[new(crate::models::User)]
            pub struct NewUser {
                pub name: String,
                pub r#type: String,
            }
        });
        insta::assert_snapshot!(pretty(expansion));
    }

    #[test]
    fn a_model_is_named_once() {
        let found = |input| errors(super::derive(input)).join("\n");
        insta::assert_snapshot!(found(quote!(struct NewUser {})), @"say which model it makes rows of: `#[new(User)]`");
        insta::assert_snapshot!(found(quote!(#[new(User)] #[new(Tag)] struct NewUser {})), @"said twice: keep one");
        insta::assert_snapshot!(found(quote!(#[new(User)] struct NewUser(String);)), @"give the fields names: those of the columns");
        insta::assert_snapshot!(found(quote!(#[new(User)] enum NewUser {})), @"what a new row needs is a struct");
    }
}
