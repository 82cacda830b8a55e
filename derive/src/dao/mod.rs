//! `derive(Dao)`: a struct as the row of a table.

mod attributes;
mod expand;
mod model;
#[cfg(test)]
mod tests;
mod validation;

use proc_macro2::TokenStream;
use syn::DeriveInput;

pub(crate) fn derive(input: TokenStream) -> syn::Result<TokenStream> {
    let input: DeriveInput = syn::parse2(input)?;
    let model = model::read(&input)?;
    Ok(expand::model(&model))
}
