//! `derive(Row)`: what is selected, as a struct.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Fields};

use crate::errors::Errors;

/// The longest tuple that can be selected.
const LONGEST: usize = 12;

pub(crate) fn derive(input: TokenStream) -> syn::Result<TokenStream> {
    let input: DeriveInput = syn::parse2(input)?;
    let fields = match &input.data {
        Data::Struct(data) if input.generics.params.is_empty() => match &data.fields {
            Fields::Named(fields) => &fields.named,
            Fields::Unnamed(_) | Fields::Unit => return Err(refused(&input)),
        },
        Data::Struct(_) | Data::Enum(_) | Data::Union(_) => return Err(refused(&input)),
    };
    let mut errors = Errors::new();
    if fields.is_empty() || fields.len() > LONGEST {
        errors.at(
            &input.ident,
            format!("a row has one to {LONGEST} fields: put some of them into a struct of their own"),
        );
    }
    let mut has_whole_rows = false;
    for attribute in fields.iter().flat_map(|field| &field.attrs) {
        if !attribute.path().is_ident("row") {
            continue;
        }
        let parsed = attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("whole") {
                has_whole_rows = true;
                Ok(())
            } else {
                Err(meta.error("unknown key: a field may be `whole`, where it holds the row of a model"))
            }
        });
        if let Err(error) = parsed {
            errors.push(error);
        }
    }
    errors.finish()?;
    let ident = &input.ident;
    let names: Vec<_> = fields.iter().filter_map(|field| field.ident.as_ref()).collect();
    let types: Vec<_> = fields.iter().map(|field| &field.ty).collect();
    // SQL of one's own gives values; rows of models stand in what `select` gives. A model is read from it already.
    let is_model = input.attrs.iter().any(|attribute| attribute.path().is_ident("dao"));
    let from_row = (!has_whole_rows && !is_model).then(|| {
        quote! {
            #[automatically_derived]
            impl ::tablesmith::FromRow for #ident {
                fn from_row(
                    row: &mut ::tablesmith::Row<'_>,
                ) -> ::core::result::Result<Self, ::tablesmith::DecodeError> {
                    let (#(#names,)*) = row.read()?;
                    ::core::result::Result::Ok(Self { #(#names),* })
                }
            }
        }
    });
    // The fields of a table that a query gives are its columns, which are all that most queries need of it.
    let reads = is_model.then(|| {
        quote! {
            const _: () = {
                #[allow(dead_code)]
                fn fields(row: #ident) -> (#(#types,)*) {
                    (#(row.#names,)*)
                }
            };
        }
    });
    Ok(quote! {
        #[automatically_derived]
        impl ::tablesmith::query::Selected<(#(#types,)*)> for #ident {
            fn selected((#(#names,)*): (#(#types,)*)) -> Self {
                Self { #(#names),* }
            }
        }

        #from_row
        #reads
    })
}

fn refused(input: &DeriveInput) -> syn::Error {
    syn::Error::new_spanned(
        &input.ident,
        "a row is a struct with named fields, without type parameters and lifetimes",
    )
}

#[cfg(test)]
mod tests {
    use crate::testing::{errors, pretty};
    use quote::quote;

    #[test]
    fn fields_take_what_is_selected() {
        let expansion = super::derive(quote! {
            pub struct Counted {
                pub title: String,
                pub tags: i64,
            }
        });
        insta::assert_snapshot!(pretty(expansion));
    }

    #[test]
    fn rows_of_models_are_selected_only() {
        let expansion = super::derive(quote! {
            struct Tagged {
                title: String,
                #[row(whole)]
                tag: Option<Tag>,
            }
        });
        assert!(!pretty(expansion).contains("FromRow"));
    }

    #[test]
    fn a_model_is_read_as_one() {
        let expansion = super::derive(quote! {
            #[dao(table = "counted")]
            struct Counted {
                title: String,
            }
        });
        assert!(!pretty(expansion).contains("FromRow"));
    }

    #[test]
    fn what_is_no_row_is_told() {
        let found = |input| errors(super::derive(input)).join("\n");
        insta::assert_snapshot!(found(quote!(struct Empty {})), @"a row has one to 12 fields: put some of them into a struct of their own");
        insta::assert_snapshot!(found(quote!(struct Pair(i32, i32);)), @"a row is a struct with named fields, without type parameters and lifetimes");
        insta::assert_snapshot!(found(quote!(struct Row { #[row(all)] tag: Tag })), @"unknown key: a field may be `whole`, where it holds the row of a model");
    }
}
