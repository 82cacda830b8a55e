//! `derive(Dao)`: a struct as the row of a table.

mod attributes;
mod expand;
mod model;
mod relation;
#[cfg(test)]
mod tests;
mod validation;

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::errors::Errors;

/// Whether a field is marked `#[dao(secret)]`. What is wrong with its attributes, `derive(Dao)` says.
pub(crate) fn is_secret(attributes: &[syn::Attribute]) -> bool {
    let mut errors = Errors::new();
    let secret = attributes::read_field(attributes, &mut errors).secret;
    drop(errors.finish());
    secret
}

pub(crate) fn derive(input: TokenStream) -> syn::Result<TokenStream> {
    let input: DeriveInput = syn::parse2(input)?;
    let model = model::read(&input)?;
    Ok(expand::model(&model))
}
