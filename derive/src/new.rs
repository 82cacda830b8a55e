//! `derive(New)`: what a new row needs.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Fields, Path};

use crate::{names, redacting};

pub(crate) fn derive(input: TokenStream) -> syn::Result<TokenStream> {
    let input: DeriveInput = syn::parse2(input)?;
    let model = model(&input)?;
    let patch = patch(&model);
    let ident = &input.ident;
    let fields = fields(&input)?;
    let debug = debug(ident, &fields);
    let names: Vec<_> = fields.iter().map(|field| names::field(field.ident)).collect();
    let names = names.join(" ");
    let setters = fields.iter().map(|field| names::setter(field.ident));
    let fields = fields.iter().map(|field| field.ident);
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
            <#model as ::tablesmith::model::Model>::REQUIRED_FIELDS,
            #names,
        );

        #debug
    })
}

/// `Debug` that shows no secret; nothing where there is none.
fn debug(ident: &syn::Ident, fields: &[Field<'_>]) -> Option<TokenStream> {
    let fields = fields.iter().map(|field| (field.ident, field.secret));
    redacting::debug(ident, fields)
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

/// A field.
struct Field<'a> {
    ident: &'a syn::Ident,
    /// Marked `#[new(secret)]`.
    secret: bool,
}

fn fields(input: &DeriveInput) -> syn::Result<Vec<Field<'_>>> {
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => fields.named.iter().filter_map(field).collect(),
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

fn field(field: &syn::Field) -> Option<syn::Result<Field<'_>>> {
    let mut read = Field {
        ident: field.ident.as_ref()?,
        secret: false,
    };
    for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("new")) {
        let parsed = attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("secret") {
                read.secret = true;
                Ok(())
            } else {
                Err(meta.error("unknown key: a field may be `secret`, so that `Debug` does not show it"))
            }
        });
        if let Err(error) = parsed {
            return Some(Err(error));
        }
    }
    Some(Ok(read))
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
    fn secrets_are_not_shown() {
        let expansion = super::derive(quote! {
            #[new(User)]
            struct NewUser {
                name: String,
                #[new(secret)]
                password: String,
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
        insta::assert_snapshot!(found(quote!(#[new(User)] struct NewUser { #[new(hidden)] name: String })), @"unknown key: a field may be `secret`, so that `Debug` does not show it");
    }
}
