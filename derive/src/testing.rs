//! For tests: expansions as formatted text, errors as lines.

use proc_macro2::TokenStream;

/// The expansion, formatted.
#[track_caller]
pub(crate) fn pretty(expansion: syn::Result<TokenStream>) -> String {
    let tokens = expansion.expect("it expands");
    let file = syn::parse2(tokens).expect("the expansion is Rust");
    prettyplease::unparse(&file)
}

/// The messages of a derive that refuses.
#[track_caller]
pub(crate) fn errors(expansion: syn::Result<TokenStream>) -> Vec<String> {
    let error = expansion.expect_err("it is refused");
    error.into_iter().map(|error| error.to_string()).collect()
}
