//! Fact by fact: what one side left alone is as the other made it.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{Conflict, Merge};

/// Where a value stands in a catalog.
#[derive(Debug, Clone)]
pub(super) enum Place {
    Catalog,
    /// A list of named things, or one of them, or an attribute of one: how it reads, and what it is.
    Inside {
        path: String,
        what: String,
    },
}

impl Place {
    fn within(&self, key: &str) -> Self {
        let path = match self {
            Self::Catalog => String::new(),
            Self::Inside { path, .. } => path.clone(),
        };
        Self::Inside {
            path,
            what: key.to_owned(),
        }
    }

    /// One of a list of named things.
    fn item(&self, name: &str) -> Self {
        let (path, what) = self.parts();
        let comma = if path.is_empty() { "" } else { ", " };
        Self::Inside {
            path: format!("{path}{comma}{} {name}", singular(what)),
            what: format!("one of {what}"),
        }
    }

    fn parts(&self) -> (&str, &str) {
        match self {
            Self::Catalog => ("", ""),
            Self::Inside { path, what } => (path, what),
        }
    }

    /// Whether each attribute is a fact of its own.
    fn has_attributes(&self) -> bool {
        let (_, what) = self.parts();
        matches!(self, Self::Catalog)
            || ["one of tables", "one of columns", "one of enums", "namespaces"].contains(&what)
    }

    fn describe(&self) -> String {
        match self.parts() {
            (path, what) if what.starts_with("one of ") => path.to_owned(),
            ("", what) => what.to_owned(),
            (path, what) => format!("{path}, {}", what.replace('_', " ")),
        }
    }
}

fn singular(what: &str) -> String {
    let one = match what {
        "indexes" => "index",
        other => other.strip_suffix('s').unwrap_or(other),
    };
    one.replace('_', " ")
}

/// Base, ours, theirs.
type Sides<'a> = [Option<&'a Value>; 3];

impl Merge {
    pub(super) fn value(&mut self, place: &Place, sides: Sides<'_>, decider: Option<&Value>) -> Option<Value> {
        let [base, ours, theirs] = sides;
        if ours == theirs || ours == base {
            return theirs.cloned();
        }
        if theirs == base {
            return ours.cloned();
        }
        if let (Some(Value::Object(ours)), Some(Value::Object(theirs))) = (ours, theirs)
            && place.has_attributes()
        {
            let empty = Map::new();
            let base = base.and_then(Value::as_object).unwrap_or(&empty);
            return Some(Value::Object(self.attributes(place, [base, ours, theirs], decider)));
        }
        let lists = [base, ours, theirs].map(|side| side.map_or(Some(Vec::new()), named));
        if let [Some(base), Some(ours), Some(theirs)] = lists {
            return Some(self.named_list(place, &[base, ours, theirs], decider));
        }
        if let (_, "values") = place.parts()
            && let Some(values) = values(sides, decider)
        {
            return Some(values);
        }
        self.undecided(place, ours, theirs, decider)
    }

    fn undecided(
        &mut self,
        place: &Place,
        ours: Option<&Value>,
        theirs: Option<&Value>,
        decider: Option<&Value>,
    ) -> Option<Value> {
        let show = |side: Option<&Value>| side.map_or_else(|| "gone".to_owned(), |value| shown(place, value));
        let conflict = Conflict {
            object: place.describe(),
            ours: show(ours),
            theirs: show(theirs),
        };
        // A thing is either there or not; of one that both sides changed, what the author settled on is asked for.
        self.decided.push(conflict);
        match (decider, ours.is_some(), theirs.is_some()) {
            (Some(decided), true, true) => Some(decided.clone()),
            (Some(_), _, _) => ours.or(theirs).cloned(),
            (None, ..) => None,
        }
    }

    fn attributes(
        &mut self,
        place: &Place,
        sides: [&Map<String, Value>; 3],
        decider: Option<&Value>,
    ) -> Map<String, Value> {
        let keys: BTreeSet<&String> = sides.iter().flat_map(|side| side.keys()).collect();
        let mut merged = Map::new();
        for key in keys {
            let decider = decider.and_then(|decider| decider.get(key));
            let value = self.value(&place.within(key), sides.map(|side| side.get(key)), decider);
            merged.extend(value.map(|value| (key.clone(), value)));
        }
        merged
    }

    /// Theirs in their order, then what is new of ours; sorted, unless the order says something.
    fn named_list(&mut self, place: &Place, sides: &[Vec<(String, &Value)>; 3], decider: Option<&Value>) -> Value {
        let [base, ours, theirs] = sides;
        let decider = decider.and_then(named).unwrap_or_default();
        let find = |list: &Vec<(String, &'_ Value)>, name: &str| -> Option<Value> {
            let found = list.iter().find(|(other, _)| other == name);
            found.map(|(_, value)| (*value).clone())
        };
        let mut names: Vec<&String> = theirs.iter().map(|(name, _)| name).collect();
        for (name, _) in ours.iter().chain(base) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        if place.parts().1 != "columns" {
            names.sort();
        }
        let merged = names.into_iter().filter_map(|name| {
            let sides = [base, ours, theirs].map(|side| find(side, name));
            let decider = find(&decider, name);
            let sides = [0, 1, 2].map(|side: usize| sides[side].as_ref());
            self.value(&place.item(name), sides, decider.as_ref())
        });
        Value::Array(merged.collect())
    }
}

/// A list of things that have names, each with its name; none for anything else.
fn named(value: &Value) -> Option<Vec<(String, &Value)>> {
    let list = value.as_array()?.iter().map(|item| {
        let name = item.get("name")?.as_str()?;
        let namespace = item.get("namespace").and_then(Value::as_str);
        Some((
            namespace.map_or_else(|| name.to_owned(), |namespace| format!("{namespace}.{name}")),
            item,
        ))
    });
    list.collect()
}

/// The values of an enum: theirs without those that we removed, and ours that are new, each behind the one it follows. A
/// decider that has the same ones says the order.
fn values(sides: Sides<'_>, decider: Option<&Value>) -> Option<Value> {
    let list = |side: Option<&Value>| -> Option<Vec<String>> {
        let values = side?.as_array()?.iter().map(|value| value.as_str().map(str::to_owned));
        values.collect()
    };
    let (base, ours, theirs) = (list(sides[0]).unwrap_or_default(), list(sides[1])?, list(sides[2])?);
    let removed = |value: &String| base.contains(value) && !ours.contains(value);
    let mut merged: Vec<String> = theirs.iter().filter(|value| !removed(value)).cloned().collect();
    for (index, value) in ours.iter().enumerate() {
        if base.contains(value) || merged.contains(value) {
            continue;
        }
        let before = (ours[..index].iter().rev()).find_map(|before| merged.iter().position(|other| other == before));
        let mut at = before.map_or(0, |before| before + 1);
        while merged
            .get(at)
            .is_some_and(|next| !base.contains(next) && !ours.contains(next))
        {
            at += 1;
        }
        merged.insert(at, value.clone());
    }
    if let Some(decided) = list(decider)
        && decided.iter().collect::<BTreeSet<_>>() == merged.iter().collect()
    {
        merged = decided;
    }
    Some(merged.into())
}

/// A fact in a line.
fn shown(place: &Place, value: &Value) -> String {
    match value {
        _ if place.parts().1.starts_with("one of ") => "changed".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
