//! `User::EMAIL`, `User::EMAIL_KEY`, `User::TABLE_NAME`.

use std::collections::BTreeSet;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::super::model::Model;
use crate::names;

pub(super) fn expand(model: &Model<'_>) -> TokenStream {
    let visibility = model.visibility;
    let table = &model.table;
    let columns = model.columns.iter().enumerate().map(|(index, column)| {
        let constant = &column.constant;
        let index = Literal::usize_unsuffixed(index);
        let documentation = format!("The column `{}`.", column.name);
        let r#type = column.r#type;
        quote! {
            #[doc = #documentation]
            #visibility const #constant: __model::Column<Self, #r#type, #index> = __model::Column::NEW;
        }
    });
    let columns_have = model.columns.iter().map(|column| column.constant.to_string());
    let mut taken: BTreeSet<String> = columns_have.collect();
    taken.extend(model.relations.iter().map(|relation| relation.constant.to_string()));
    taken.extend(names::OWN_CONSTANTS.map(str::to_owned));
    let constraints = constraints(model).map(|name| {
        let mut constant = names::constraint_constant(table, name);
        while !taken.insert(constant.clone()) {
            constant.push('_');
        }
        let constant = names::made(&constant);
        let documentation = format!("The constraint `{name}`.");
        quote! {
            #[doc = #documentation]
            #visibility const #constant: &'static str = #name;
        }
    });
    quote! {
        /// The table.
        #visibility const TABLE_NAME: &'static str = #table;
        #(#columns)*
        #(#constraints)*
    }
}

/// The names of all constraints; those of columns come first, so these give way.
fn constraints<'a>(model: &'a Model<'_>) -> impl Iterator<Item = &'a String> {
    let keys = model.primary_key.iter().chain(&model.uniques).map(|key| &key.name);
    keys.chain(model.foreign_keys.iter().map(|key| &key.name))
        .chain(&model.checks)
}
