//! Every error of a derive, so that one build shows them all.

use std::fmt::Display;

use proc_macro2::Span;
use quote::ToTokens;

/// Collects errors. It must be emptied by [`Errors::finish`]; forgetting that is a bug, found when it is dropped.
pub(crate) struct Errors {
    found: Option<Vec<syn::Error>>,
}

impl Errors {
    pub(crate) fn new() -> Self {
        Self {
            found: Some(Vec::new()),
        }
    }

    /// Takes in an error that underlines `tokens`.
    pub(crate) fn at(&mut self, tokens: impl ToTokens, message: impl Display) {
        self.push(syn::Error::new_spanned(tokens, message));
    }

    /// Takes in an error at a place.
    pub(crate) fn at_span(&mut self, span: Span, message: impl Display) {
        self.push(syn::Error::new(span, message));
    }

    /// Takes in an error.
    pub(crate) fn push(&mut self, error: syn::Error) {
        if let Some(found) = &mut self.found {
            found.push(error);
        }
    }

    /// All of them as one, or nothing.
    pub(crate) fn finish(mut self) -> syn::Result<()> {
        let found = self.found.take().unwrap_or_default();
        match found.into_iter().reduce(|mut all, error| {
            all.combine(error);
            all
        }) {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }
}

impl Drop for Errors {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            debug_assert!(
                self.found.is_none(),
                "the errors of a derive were dropped without being reported"
            );
        }
    }
}
