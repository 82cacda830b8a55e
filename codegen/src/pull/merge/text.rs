//! Changing the text of a table of TOML so that what is not changed stays as it was written.

use toml_edit::{ArrayOfTables, InlineTable, Item, Table, TableLike, Value as Toml};

use crate::pull::text::{Entries, Value};

/// A value as we write it.
pub(super) fn toml(value: &Value) -> Toml {
    // What we print is TOML.
    value.print().parse().unwrap_or_else(|_| Toml::from(value.print()))
}

/// Sets a key; comments and blanks around a value that was there stay.
pub(super) fn set(table: &mut dyn TableLike, key: &str, value: &Value) {
    let mut new = toml(value);
    if let Some(old) = table.get_mut(key) {
        if let Some(old) = old.as_value() {
            if old.to_string().trim() == new.to_string().trim() {
                return;
            }
            *new.decor_mut() = old.decor().clone();
        }
        *old = Item::Value(new);
        return;
    }
    let width = aligned(table);
    // The blank before a closing brace stands behind the last value.
    if let Some(last) = last_value(table) {
        let blank = last.decor().suffix().and_then(|raw| raw.as_str()).unwrap_or_default();
        if !blank.is_empty() && blank.trim_matches(' ').is_empty() {
            new.decor_mut().set_suffix(blank.to_owned());
            last.decor_mut().set_suffix("");
        }
    }
    table.insert(key, Item::Value(new));
    if let (Some(width), Some(mut key)) = (width, table.key_mut(key)) {
        let length = key.display_repr().chars().count();
        let padding = " ".repeat((width + 1).saturating_sub(length).max(1));
        key.leaf_decor_mut().set_suffix(padding);
    }
}

fn last_value(table: &mut dyn TableLike) -> Option<&mut Toml> {
    let items = table.iter_mut().map(|(_, item)| item);
    items.filter_map(|item| item.as_value_mut()).last()
}

/// How wide the keys of a table are with the blanks behind them, where their equals signs stand below each other.
fn aligned(table: &dyn TableLike) -> Option<usize> {
    let keys = table.iter().filter(|(_, item)| item.is_value());
    let widths: Vec<usize> = keys
        .filter_map(|(key, _)| table.key(key))
        .map(|key| {
            let blank = key.leaf_decor().suffix().and_then(|raw| raw.as_str()).unwrap_or(" ");
            key.display_repr().chars().count() + blank.chars().count().saturating_sub(1)
        })
        .collect();
    let first = *widths.first()?;
    (widths.len() > 1 && widths.iter().all(|width| *width == first)).then_some(first)
}

/// Sets a key where there is a value for it, and takes it away otherwise.
pub(super) fn put(table: &mut dyn TableLike, key: &str, value: Option<&Value>) {
    match value {
        Some(value) => set(table, key, value),
        None => {
            table.remove(key);
        }
    }
}

/// The table at a key, which is made where there is none.
pub(super) fn table<'t>(parent: &'t mut dyn TableLike, key: &str) -> Option<&'t mut dyn TableLike> {
    if parent.get(key).is_none() {
        parent.insert(key, Item::Table(Table::new()));
    }
    parent.get_mut(key)?.as_table_like_mut()
}

/// What a column says, as a table: its short form becomes a long one.
pub(super) fn long(column: &mut Item) -> Option<&mut dyn TableLike> {
    if let Some(short) = column.as_value().filter(|value| value.is_str()) {
        let mut table = InlineTable::new();
        let mut r#type = short.clone();
        r#type.decor_mut().clear();
        table.insert("type", r#type);
        let mut table = Toml::InlineTable(table);
        *table.decor_mut() = short.decor().clone();
        *column = Item::Value(table);
    }
    column.as_table_like_mut()
}

/// The short form again where nothing but the type is left.
pub(super) fn shorten(column: &mut Item) {
    let Some(Toml::InlineTable(table)) = column.as_value() else {
        return;
    };
    let sole = table.get("type").filter(|_| table.len() == 1).cloned();
    if let Some(mut short) = sole {
        *short.decor_mut() = table.decor().clone();
        *column = Item::Value(short);
    }
}

/// The elements of an array, of tables or in one line.
pub(super) fn elements(item: Option<&Item>) -> Vec<&dyn TableLike> {
    match item {
        Some(Item::ArrayOfTables(tables)) => tables.iter().map(|table| table as &dyn TableLike).collect(),
        Some(Item::Value(Toml::Array(values))) => (values.iter())
            .filter_map(|value| value.as_inline_table().map(|table| table as &dyn TableLike))
            .collect(),
        _ => Vec::new(),
    }
}

/// Takes the element at a place away, and the array with its last one.
pub(super) fn remove_element(parent: &mut dyn TableLike, key: &str, place: usize) {
    let is_empty = match parent.get_mut(key) {
        Some(Item::ArrayOfTables(tables)) => {
            tables.remove(place);
            tables.is_empty()
        }
        Some(Item::Value(Toml::Array(values))) => {
            values.remove(place);
            values.is_empty()
        }
        _ => false,
    };
    if is_empty {
        parent.remove(key);
    }
}

/// Adds an element.
pub(super) fn push_element(parent: &mut dyn TableLike, key: &str, entries: &Entries) {
    let element = Value::from(entries.clone());
    if let Some(Item::Value(Toml::Array(values))) = parent.get_mut(key) {
        values.push(toml(&element));
        return;
    }
    if parent.get(key).is_none() {
        parent.insert(key, Item::ArrayOfTables(ArrayOfTables::new()));
    }
    let mut table = Table::new();
    for (key, value) in &entries.0 {
        table.insert(key, Item::Value(toml(value)));
    }
    if let Some(tables) = parent.get_mut(key).and_then(Item::as_array_of_tables_mut) {
        tables.push(table);
    }
}

/// A string, or the one for this dialect of several.
pub(super) fn sql<'t>(item: Option<&'t Item>, dialect: &str) -> Option<&'t str> {
    let item = item?;
    item.as_str().or_else(|| item.as_table_like()?.get(dialect)?.as_str())
}

/// The strings of an array; a sole string counts as one.
pub(super) fn strings(item: Option<&Item>) -> Vec<String> {
    match item {
        Some(item) if item.is_str() => item.as_str().map(str::to_owned).into_iter().collect(),
        Some(item) => (item.as_array().into_iter().flatten())
            .filter_map(|value| value.as_str().map(str::to_owned))
            .collect(),
        None => Vec::new(),
    }
}

/// Adds an element as it stands elsewhere.
pub(super) fn push_copy(parent: &mut dyn TableLike, key: &str, element: &dyn TableLike) {
    let mut table = Table::new();
    for (key, value) in element.iter() {
        table.insert(key, value.clone());
    }
    if let Some(Item::Value(Toml::Array(values))) = parent.get_mut(key) {
        values.push(table.into_inline_table());
        return;
    }
    if parent.get(key).is_none() {
        parent.insert(key, Item::ArrayOfTables(ArrayOfTables::new()));
    }
    if let Some(tables) = parent.get_mut(key).and_then(Item::as_array_of_tables_mut) {
        tables.push(table);
    }
}
