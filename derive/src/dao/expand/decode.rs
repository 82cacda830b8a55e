//! A row → a struct.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::model::{Column, Model};
use crate::names;

/// The longest tuple that can be read at once.
const LONGEST_TUPLE: usize = 12;

/// Columns are read as tuples, because each `?` is a branch to compile.
pub(super) fn expand(model: &Model<'_>) -> TokenStream {
    let names: Vec<_> = (0..model.columns.len())
        .map(|index| names::made(&format!("c{index}")))
        .collect();
    let mut reads = TokenStream::new();
    let mut start = 0;
    for columns in model.columns.chunk_by(|left, right| !left.json && !right.json) {
        for chunk in columns.chunks(LONGEST_TUPLE) {
            let names = &names[start..start + chunk.len()];
            start += chunk.len();
            reads.extend(read(chunk, names));
        }
    }
    let fields = model.columns.iter().map(|column| column.field);
    quote! {
        #reads
        ::core::result::Result::Ok(Self { #(#fields: #names),* })
    }
}

/// The types are written out so that one that cannot be read is underlined at its field.
fn read(columns: &[Column<'_>], names: &[proc_macro2::Ident]) -> TokenStream {
    let types = columns.iter().map(|column| column.r#type);
    if let ([column], [name]) = (columns, names)
        && column.json
    {
        quote!(let #name = row.next_json::<#(#types)*>()?;)
    } else {
        quote!(let (#(#names,)*) = row.read::<(#(#types,)*)>()?;)
    }
}
