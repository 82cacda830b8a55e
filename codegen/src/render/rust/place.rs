//! Where a model's file stands among the modules, and how it names what stands elsewhere.

use crate::schema::Schema;

/// The module a file's items are in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) schema: &'a Schema,
    /// Index in [`Schema::modules`]; the root's items have none.
    pub(super) module: Option<usize>,
}

impl Place<'_> {
    /// The way from a table's file to an item of a module. Each file is a private module below the one that re-exports
    /// it, so one `super` leads to the module, two lead to the root.
    pub(super) fn path(&self, module: Option<usize>, name: &str) -> String {
        let name = raw(name);
        if module == self.module {
            return format!("super::{name}");
        }
        let root = self.root();
        match module {
            Some(module) => format!("{root}::{}::{name}", raw(&self.schema.modules[module])),
            None => format!("{root}::{name}"),
        }
    }

    fn root(&self) -> &'static str {
        if self.module.is_some() { "super::super" } else { "super" }
    }

    /// A type of the user's: paths that start with a module beside the models lead there, also inside `<…>`.
    pub(super) fn rust_path(&self, written: &str) -> String {
        let mut path = String::with_capacity(written.len() + 16);
        let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
        let mut rest = written;
        while let Some(start) = rest.find(is_part) {
            let (before, from) = rest.split_at(start);
            let (word, after) = from.split_at(from.find(|letter| !is_part(letter)).unwrap_or(from.len()));
            path.push_str(before);
            let starts_a_path = after.starts_with("::") && !path.ends_with("::") && !path.ends_with('#');
            if starts_a_path && self.schema.generate.modules.iter().any(|module| module == word) {
                path.push_str(self.root());
                path.push_str("::");
            }
            path.push_str(word);
            rest = after;
        }
        path.push_str(rest);
        path
    }
}

/// An identifier as Rust writes it: keywords become raw.
pub(super) fn raw(name: &str) -> String {
    // Most names are none by their look: no keyword is longer, or has a digit or an underscore.
    let looks_like_a_keyword = name.len() <= 8 && name.bytes().all(|letter| letter.is_ascii_alphabetic());
    let is_plain = name.starts_with(|letter: char| letter.is_ascii_alphabetic()) && !looks_like_a_keyword;
    if is_plain || syn::parse_str::<syn::Ident>(name).is_ok() {
        name.to_owned()
    } else {
        format!("r#{name}")
    }
}
