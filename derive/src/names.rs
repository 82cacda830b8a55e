//! Names made from other names.

use heck::{ToShoutySnakeCase as _, ToSnakeCase as _};
use proc_macro2::{Ident, Span};
use syn::ext::IdentExt as _;

/// The longest name PostgreSQL keeps, in bytes (manual, 4.1.1).
pub(crate) const LONGEST_NAME: usize = 63;

/// Associated constants that every model has besides those of its columns.
pub(crate) const OWN_CONSTANTS: [&str; 3] = ["REQUIRED_FIELDS", "TABLE", "TABLE_NAME"];

/// Methods of a patch that are no setters, and that a setter of the same name would hide.
const OWN_METHODS: [&str; 4] = ["exec", "into_patch", "upsert", "upsert_on"];

/// The table of a struct that does not name it.
pub(crate) fn table(model: &str) -> String {
    model.to_snake_case()
}

/// A field without `r#`.
pub(crate) fn field(ident: &Ident) -> String {
    ident.unraw().to_string()
}

/// The constant of a column.
pub(crate) fn column_constant(field: &str) -> String {
    let name = field.to_uppercase();
    if OWN_CONSTANTS.contains(&name.as_str()) {
        format!("{name}_")
    } else {
        name
    }
}

/// The constant of a constraint: its name without that of the table.
pub(crate) fn constraint_constant(table: &str, constraint: &str) -> String {
    let short = constraint
        .strip_prefix(table)
        .and_then(|rest| rest.strip_prefix('_'))
        .filter(|rest| rest.starts_with(|first: char| first.is_alphabetic()))
        .unwrap_or(constraint);
    let name = short.to_shouty_snake_case();
    match name.chars().next() {
        Some(first) if first.is_alphabetic() => name,
        _ => format!("CONSTRAINT_{name}"),
    }
}

/// The setter of a field.
pub(crate) fn setter(field: &Ident) -> Ident {
    let name = self::field(field);
    if OWN_METHODS.contains(&name.as_str()) {
        Ident::new(&format!("{name}_"), field.span())
    } else {
        field.clone()
    }
}

/// The name of a type that belongs to a model, as `UserPatch`. The `_` that tells `Box_` from the standard library's is
/// not needed in it, and would be no camel case.
pub(crate) fn beside(model: &Ident, suffix: &str) -> Ident {
    let model_name = model.unraw().to_string();
    Ident::new(&format!("{}{suffix}", model_name.trim_end_matches('_')), model.span())
}

/// An identifier that nobody wrote.
pub(crate) fn made(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_beside_a_model_are_in_camel_case() {
        let beside = |model: &str| beside(&made(model), "Patch").to_string();
        assert_eq!([beside("User"), beside("Box_")], ["UserPatch", "BoxPatch"]);
    }

    #[test]
    fn constraints_lose_the_name_of_their_table() {
        assert_eq!(constraint_constant("user", "user_email_key"), "EMAIL_KEY");
        assert_eq!(constraint_constant("user", "username_key"), "USERNAME_KEY");
        assert_eq!(constraint_constant("user", "user_2fa_key"), "USER_2FA_KEY");
        assert_eq!(constraint_constant("user", "2fa"), "CONSTRAINT_2FA");
        assert_eq!(
            constraint_constant("OrderLine", "OrderLine_orderId_fkey"),
            "ORDER_ID_FKEY"
        );
    }

    #[test]
    fn names_of_ours_stay_free() {
        assert_eq!(column_constant("table_name"), "TABLE_NAME_");
        assert_eq!(setter(&made("exec")), "exec_");
        assert_eq!(setter(&Ident::new_raw("type", Span::call_site())).to_string(), "r#type");
    }
}
