//! `[enum.*]`.

use toml::de::DeValue;

use crate::document::reader::{Item, Reader, read_keys};
use crate::schema::EnumStorage;
use crate::source::Spanned;

/// `[enum.KEY]`.
#[derive(Debug, Clone)]
pub struct Enum {
    /// The key.
    pub key: Spanned<String>,
    /// Which include it is in.
    pub module: Option<usize>,
    /// `type_name`.
    pub type_name: Option<Spanned<String>>,
    /// `schema`.
    pub namespace: Option<Spanned<String>>,
    /// `rust_name`.
    pub rust_name: Option<Spanned<String>>,
    /// `comment`.
    pub comment: Option<String>,
    /// `storage`.
    pub storage: EnumStorage,
    /// `values`.
    pub values: Vec<EnumValue>,
    /// `replaced`.
    pub replaced: Vec<(Spanned<String>, Spanned<String>)>,
    /// `renamed_from`.
    pub renamed_from: Option<Spanned<String>>,
}

/// A value of an enum.
#[derive(Debug, Clone)]
pub struct EnumValue {
    /// What it is called in the schema.
    pub name: Spanned<String>,
    /// `value`: the text in the database, where it differs.
    pub value: Option<Spanned<String>>,
    /// `rust_name`.
    pub rust_name: Option<Spanned<String>>,
    /// `renamed_from`.
    pub renamed_from: Option<Spanned<String>>,
}

impl Reader<'_> {
    pub(super) fn enumeration(&mut self, item: Item<'_>, module: Option<usize>) -> Option<Enum> {
        let table = self.table(item)?;
        let mut read = Enum {
            key: item.key(),
            module,
            type_name: None,
            namespace: None,
            rust_name: None,
            comment: None,
            storage: EnumStorage::default(),
            values: Vec::new(),
            replaced: Vec::new(),
            renamed_from: None,
        };
        read_keys!(self, table, "an enum", item {
            "values" => {
                let elements = self.elements(item);
                if elements.is_empty() && matches!(item.value, DeValue::Array(_)) {
                    self.diagnostics.push(crate::diagnostic::document::empty_list(item.key, item.span));
                }
                read.values = elements.into_iter().filter_map(|element| self.enum_value(element)).collect();
            },
            "type_name" => read.type_name = self.string(item),
            "schema" => read.namespace = self.string(item),
            "rust_name" => read.rust_name = self.string(item),
            "comment" => read.comment = self.string(item).map(|comment| comment.value),
            "storage" => read.storage = self.choice(item).map_or(read.storage, |storage| storage.value),
            "replaced" => if let Some(table) = self.table(item) {
                for entry in self.items(table) {
                    if let Some(value) = self.string(entry) {
                        read.replaced.push((entry.key(), value));
                    }
                }
            },
            "renamed_from" => read.renamed_from = self.string(item),
        });
        self.require(table, "values", "an enum", item.key_span);
        Some(read)
    }

    fn enum_value(&mut self, item: Item<'_>) -> Option<EnumValue> {
        let DeValue::Table(table) = item.value else {
            if !matches!(item.value, DeValue::String(_)) {
                self.wrong_type(item, "an array of strings or of `{ name = \"…\" }`");
                return None;
            }
            return self.string(item).map(|name| EnumValue {
                name,
                value: None,
                rust_name: None,
                renamed_from: None,
            });
        };
        let (mut name, mut value, mut rust_name, mut renamed_from) = (None, None, None, None);
        read_keys!(self, table, "an enum value", item {
            "name" => name = self.string(item),
            "value" => value = self.string(item),
            "rust_name" => rust_name = self.string(item),
            "renamed_from" => renamed_from = self.string(item),
        });
        self.require(table, "name", "an enum value", item.span);
        name.map(|name| EnumValue {
            name,
            value,
            rust_name,
            renamed_from,
        })
    }
}
