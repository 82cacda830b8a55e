//! Objects that are written as SQL, in a schema that has some.

use toml_edit::Item;

use super::{Merger, text};
use crate::catalog::{ObjectId, SqlObject};
use crate::dialect;
use crate::pull::text::{Entries, Value};
use crate::schema::{Schema, TrackedKind, TrackedReference};

/// The section and the key of an object that a schema has.
pub(super) fn known(schema: &Schema, id: &ObjectId) -> Option<(TrackedKind, String)> {
    let mut tracked = schema.tracked.iter();
    let found = tracked.find(|tracked| {
        let owner = tracked.owner.and_then(|owner| match owner {
            TrackedReference::Table(table) => Some(schema.table(table).name.as_str()),
            TrackedReference::Object(_) => None,
        });
        let is_of_table = match (&id.table, tracked.owner) {
            (Some(table), Some(TrackedReference::Table(_))) => owner == Some(table.name.as_str()),
            (Some(_), Some(TrackedReference::Object(_))) | (None, None) => true,
            _ => false,
        };
        let namespace = dialect::namespace(tracked.namespace.as_deref());
        tracked.kind == id.kind
            && tracked.name == id.name.name
            && is_of_table
            && (id.table.is_some() || id.name.namespace.as_deref() == namespace)
    });
    found.map(|tracked| (tracked.section, tracked.key.clone()))
}

impl Merger<'_> {
    /// Of a trigger or policy the key of its table and its place there.
    fn of_table(&mut self, object: &SqlObject, section: TrackedKind) -> Option<(String, usize)> {
        let key = self.table_key(object.id.table.as_ref()?);
        let table = self.part("table", &key)?;
        let elements = text::elements(table.get(section.section()));
        let name = object.id.name.name.as_str();
        let place = elements
            .iter()
            .position(|element| element.get("name").and_then(Item::as_str) == Some(name))?;
        Some((key, place))
    }

    pub(super) fn drop_object(&mut self, object: &SqlObject) {
        let Some((section, key)) = known(self.known.schema, &object.id) else {
            return;
        };
        if !matches!(section, TrackedKind::Trigger | TrackedKind::Policy) {
            return self.remove(section.section(), &key);
        }
        if let Some((table, place)) = self.of_table(object, section) {
            if let Some(table) = self.part("table", &table) {
                text::remove_element(table, section.section(), place);
            }
            self.taken_out.push(object.id.to_string());
        }
    }

    pub(super) fn alter_object(&mut self, object: &SqlObject) {
        let Some((section, key)) = known(self.known.schema, &object.id) else {
            return;
        };
        let entries = self.writer.statements(object, section);
        let dialect = self.writer.catalog.dialect.as_str();
        if !matches!(section, TrackedKind::Trigger | TrackedKind::Policy) {
            if let Some(item) = self.part(section.section(), &key) {
                say(item, &entries, dialect);
            }
            return;
        }
        if let Some((table, place)) = self.of_table(object, section) {
            let table = self.part("table", &table);
            let elements = table.and_then(|table| table.get_mut(section.section())?.as_array_of_tables_mut());
            if let Some(element) = elements.and_then(|elements| elements.get_mut(place)) {
                say(element, &entries, dialect);
            }
        }
    }

    /// A trigger or policy of a table that is there; all else that is new is appended.
    pub(super) fn create_object(&mut self, object: &SqlObject) {
        let Some(table) = object
            .id
            .table
            .as_ref()
            .filter(|table| !self.moved.new_tables.contains(table))
        else {
            return;
        };
        let (section, name) = self.writer.sections.of(&object.id);
        if !matches!(section, TrackedKind::Trigger | TrackedKind::Policy) {
            return;
        }
        let mut entries = Entries::default();
        entries.add("name", name);
        entries.0.extend(self.writer.statements(object, section).0);
        let key = self.table_key(table);
        if let Some(table) = self.part("table", &key) {
            text::push_element(table, section.section(), &entries);
        }
    }
}

/// Says what makes an object, and what takes it; where each database has its own, for this one.
fn say(item: &mut dyn toml_edit::TableLike, entries: &Entries, dialect: &str) {
    for key in ["sql", "drop"] {
        let value: Option<&Value> = entries.0.iter().find(|(own, _)| own == key).map(|(_, value)| value);
        let of_each = item.get_mut(key).and_then(Item::as_table_like_mut);
        match (of_each, value) {
            (Some(of_each), Some(value)) => text::set(of_each, dialect, value),
            (None, Some(value)) => text::set(item, key, value),
            (_, None) => {}
        }
    }
}
