//! `VideoSummary::TAGS`.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::model::Model;
use super::super::relation::{Relation, Way};
use super::table::indexes;

/// A constant for each relation.
pub(super) fn expand(model: &Model<'_>) -> TokenStream {
    let visibility = model.visibility;
    let relations = model.relations.iter().map(|relation| {
        let Relation {
            name,
            constant,
            target,
            way,
        } = relation;
        let documentation = format!("The relation `{name}`.");
        let (kind, value) = match way {
            Way::Along { columns, nullable } => {
                let columns = indexes(columns);
                let kind = if *nullable { quote!(ToMaybe) } else { quote!(ToOne) };
                (quote!(__model::#kind), quote!(along(&[#(#columns),*])))
            }
            Way::Back { many, via } => {
                let kind = if *many { quote!(ToMany) } else { quote!(ToMaybe) };
                (quote!(__model::#kind), quote!(back(&[#(#via),*])))
            }
            Way::Through { table, from, to } => (
                quote!(__model::Through<#table>),
                quote!(through(&[#(#from),*], &[#(#to),*])),
            ),
        };
        quote! {
            #[doc = #documentation]
            #visibility const #constant: __model::Relation<Self, #target, #kind> = __model::Relation::#value;
        }
    });
    relations.collect()
}
