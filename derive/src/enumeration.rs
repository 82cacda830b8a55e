//! `derive(Enum)`: the values of a column.

use std::collections::BTreeMap;

use heck::ToSnakeCase as _;
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{Data, DeriveInput, Fields, LitStr};

use crate::errors::Errors;
use crate::names;

/// An enum, checked.
struct Enum<'a> {
    ident: &'a Ident,
    /// The PostgreSQL type, as SQL.
    name: String,
    variants: Vec<(&'a Ident, String)>,
}

pub(crate) fn derive(input: TokenStream) -> syn::Result<TokenStream> {
    let input: DeriveInput = syn::parse2(input)?;
    Ok(expand(&read(&input)?))
}

fn read(input: &DeriveInput) -> syn::Result<Enum<'_>> {
    let Data::Enum(data) = &input.data else {
        return Err(syn::Error::new_spanned(
            &input.ident,
            "the values of a column are an enum; for the rows of a table, write `#[derive(tablesmith::Dao)]`",
        ));
    };
    if !input.generics.params.is_empty() {
        return Err(syn::Error::new_spanned(
            &input.generics,
            "an enum of values has no type parameters",
        ));
    }
    let mut errors = Errors::new();
    let name = type_name(input, &mut errors);
    let mut variants = Vec::with_capacity(data.variants.len());
    let mut values = BTreeMap::new();
    for variant in &data.variants {
        if !matches!(variant.fields, Fields::Unit) {
            errors.at(
                &variant.fields,
                "a value has no fields: a column holds its name and nothing more",
            );
        }
        let value = value(variant, &mut errors);
        if let Some(other) = values.insert(value.clone(), &variant.ident) {
            errors.at(
                &variant.ident,
                format_args!("`{other}` has the value \"{value}\" already"),
            );
        }
        variants.push((&variant.ident, value));
    }
    if variants.is_empty() {
        errors.at(&input.ident, "an enum of values needs at least one");
    }
    errors.finish()?;
    Ok(Enum {
        ident: &input.ident,
        name,
        variants,
    })
}

/// The PostgreSQL type as SQL, from `#[dao(name = "…", schema = "…", text)]`.
fn type_name(input: &DeriveInput, errors: &mut Errors) -> String {
    let (mut name, mut schema, mut text) = (None, None, false);
    for attribute in attributes(&input.attrs) {
        let read = attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("name") {
                name = Some(meta.value()?.parse::<LitStr>()?.value());
            } else if meta.path.is_ident("schema") {
                schema = Some(meta.value()?.parse::<LitStr>()?.value());
            } else if meta.path.is_ident("text") {
                text = true;
            } else {
                return Err(meta.error(
                    "unknown key: known are `name` and `schema` of the PostgreSQL type, and `text` where there is none",
                ));
            }
            Ok(())
        });
        if let Err(error) = read {
            errors.push(error);
        }
    }
    if text {
        return "text".to_owned();
    }
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    let name = quoted(&name.unwrap_or_else(|| names::field(&input.ident).to_snake_case()));
    schema.map_or_else(|| name.clone(), |schema| format!("{}.{name}", quoted(&schema)))
}

/// The value of a variant, from `#[dao(value = "…")]`.
fn value(variant: &syn::Variant, errors: &mut Errors) -> String {
    let mut value = None;
    for attribute in attributes(&variant.attrs) {
        let read = attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("value") {
                value = Some(meta.value()?.parse::<LitStr>()?.value());
                Ok(())
            } else {
                Err(meta.error("unknown key: a variant has its value in the database, `value = \"pending\"`"))
            }
        });
        if let Err(error) = read {
            errors.push(error);
        }
    }
    value.unwrap_or_else(|| names::field(&variant.ident).to_snake_case())
}

fn attributes(attributes: &[syn::Attribute]) -> impl Iterator<Item = &syn::Attribute> {
    attributes.iter().filter(|attribute| attribute.path().is_ident("dao"))
}

fn expand(model: &Enum<'_>) -> TokenStream {
    let Enum { ident, name, variants } = model;
    let array = format!("{name}[]");
    let name_of = ident.to_string();
    let idents: Vec<_> = variants.iter().map(|(ident, _)| ident).collect();
    let values: Vec<_> = variants.iter().map(|(_, value)| value).collect();
    let count = variants.len();
    quote! {
        #[automatically_derived]
        impl #ident {
            /// Every value, in order.
            pub const ALL: [Self; #count] = [#(Self::#idents),*];

            /// The value as the database has it.
            #[must_use]
            pub const fn as_str(&self) -> &'static str {
                match self {
                    #(Self::#idents => #values,)*
                }
            }
        }

        #[automatically_derived]
        impl ::core::str::FromStr for #ident {
            type Err = ::tablesmith::value::UnknownValue;

            fn from_str(text: &str) -> ::core::result::Result<Self, Self::Err> {
                ::core::result::Result::Ok(match text {
                    #(#values => Self::#idents,)*
                    _ => return ::core::result::Result::Err(
                        ::tablesmith::value::UnknownValue::new(#name_of, text, &[#(#values),*]),
                    ),
                })
            }
        }

        #[automatically_derived]
        impl ::core::fmt::Display for #ident {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        #[automatically_derived]
        impl ::tablesmith::Value for #ident {
            const POSTGRES_TYPE: &'static str = #name;
            const POSTGRES_ARRAY: &'static str = #array;

            fn to_datum(&self) -> ::tablesmith::value::Datum<'_> {
                self.as_str().into()
            }

            fn into_datum(self) -> ::tablesmith::value::Datum<'static> {
                self.as_str().into()
            }

            fn from_datum(
                datum: ::tablesmith::value::DatumRef<'_>,
            ) -> ::core::result::Result<Self, ::tablesmith::value::DecodeError> {
                ::tablesmith::value::decode_enum(#name_of, datum)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{errors, pretty};
    use quote::quote;

    #[test]
    fn values_default_to_snake_case() {
        let expansion = super::derive(quote! {
            #[dao(name = "state")]
            pub enum ProcessingStatus {
                Pending,
                #[dao(value = "in progress")]
                InProgress,
            }
        });
        insta::assert_snapshot!(pretty(expansion));
    }

    #[test]
    fn every_mistake_is_reported() {
        let found = |input| errors(super::derive(input)).join("\n");
        insta::assert_snapshot!(found(quote! {
            #[dao(nam = "state")]
            enum State { #[dao(value = "b")] A, B, C(u8) }
        }));
        insta::assert_snapshot!(found(quote!(enum State {})), @"an enum of values needs at least one");
        insta::assert_snapshot!(found(quote!(struct State;)), @"the values of a column are an enum; for the rows of a table, write `#[derive(tablesmith::Dao)]`");
    }
}
