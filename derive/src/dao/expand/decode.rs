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
    let mut rest = names.as_slice();
    let reads = chunks(model).map(|columns| {
        let (names, after) = rest.split_at(columns.len());
        rest = after;
        read(columns, names)
    });
    let reads: TokenStream = reads.collect();
    let fields = model.columns.iter().map(|column| column.field);
    quote! {
        #reads
        ::core::result::Result::Ok(Self { #(#fields: #names),* })
    }
}

/// The columns in tuples, as they are read; JSON of a type of the user's is no `tablesmith::Value` and stands alone.
pub(super) fn chunks<'a>(model: &'a Model<'_>) -> impl Iterator<Item = &'a [Column<'a>]> {
    let runs = model.columns.chunk_by(|left, right| !left.json && !right.json);
    runs.flat_map(|run| run.chunks(LONGEST_TUPLE))
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
