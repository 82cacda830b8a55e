//! From a schema to the catalogs of its databases.

mod demo;
mod hints;
mod names;
pub(crate) mod types;

use std::io;
use std::path::Path;

use codegen::catalog::{Catalog, Hints, Table};
use codegen::diagnostic::{Diagnostics, Style, render};
use codegen::dialect::{DialectName, Lowered, lower};
use codegen::schema::{Schema, resolve};
use codegen::source::Sources;

/// A schema from text, after a `[database]` for both dialects, and what is said about it.
pub(crate) struct Case {
    schema: Schema,
    sources: Sources,
}

impl Case {
    pub(crate) fn new(text: &str) -> Self {
        Self::with_database("dialects = [\"postgres\", \"sqlite\"]", text)
    }

    pub(crate) fn with_database(settings: &str, text: &str) -> Self {
        let text = format!("[database]\nname = \"test\"\n{settings}\n{text}");
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::new());
        let read = |_: &Path| io::Result::Ok(text.clone());
        let document = codegen::document::read("schema.toml".as_ref(), &read, &mut sources, &mut diagnostics);
        let schema = document.and_then(|document| resolve(&document, &mut diagnostics));
        let told = render(&diagnostics, &sources, Style::Plain);
        assert_eq!(told, "");
        let schema = schema.expect("there are no errors");
        Self { schema, sources }
    }

    fn lowered(&self, dialect: DialectName) -> (Lowered, Diagnostics) {
        let mut diagnostics = Diagnostics::new();
        let lowered = lower(&self.schema, dialect, &mut diagnostics);
        (lowered, diagnostics)
    }

    pub(crate) fn catalog(&self, dialect: DialectName) -> Catalog {
        let (lowered, diagnostics) = self.lowered(dialect);
        assert_eq!(render(&diagnostics, &self.sources, Style::Plain), "");
        lowered.catalog
    }

    fn hints(&self, dialect: DialectName) -> Hints {
        self.lowered(dialect).0.hints
    }

    fn told(&self, dialect: DialectName) -> String {
        let (_, diagnostics) = self.lowered(dialect);
        render(&diagnostics, &self.sources, Style::Plain)
    }

    fn table(&self, dialect: DialectName, name: &str) -> Table {
        let tables = self.catalog(dialect).tables;
        let table = tables.into_values().find(|table| table.name.to_string() == name);
        table.expect("the table is there")
    }
}
