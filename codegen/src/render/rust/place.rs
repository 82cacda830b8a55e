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

    /// A type of the user's, whose first part may be a module beside the models.
    pub(super) fn rust_path(&self, written: &str) -> String {
        let first = written.split("::").next().unwrap_or(written);
        if self.schema.generate.modules.iter().any(|module| module == first) {
            format!("{}::{written}", self.root())
        } else {
            written.to_owned()
        }
    }
}

/// An identifier as Rust writes it: keywords become raw.
pub(super) fn raw(name: &str) -> String {
    if syn::parse_str::<syn::Ident>(name).is_ok() {
        name.to_owned()
    } else {
        format!("r#{name}")
    }
}
