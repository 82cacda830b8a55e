//! Random edits of enums.

use super::model::{Id, Numbers, Schema};

impl Schema {
    fn enumeration(&self, step: &Numbers) -> Option<usize> {
        (!self.enums.is_empty()).then(|| step[1] as usize % self.enums.len())
    }

    pub(super) fn add_value(&mut self, step: &Numbers) {
        let Some(index) = self.enumeration(step) else { return };
        let id = self.id();
        let values = &mut self.enums[index].values;
        let position = step[2] as usize % (values.len() + 1);
        values.insert(position, (id, format!("w{id}")));
    }

    pub(super) fn rename_value(&mut self, step: &Numbers) {
        let Some(index) = self.enumeration(step) else { return };
        let fresh = self.name("w");
        let values = &mut self.enums[index].values;
        let position = step[2] as usize % values.len();
        values[position].1 = fresh;
    }

    pub(super) fn swap_values(&mut self, step: &Numbers) {
        let Some(index) = self.enumeration(step) else { return };
        let values = &mut self.enums[index].values;
        let (one, other) = (step[2] as usize % values.len(), step[3] as usize % values.len());
        // Names of values that were there alone: a new one would not be told from a rename.
        if one != other && values[one].1.starts_with('v') && values[other].1.starts_with('v') {
            let name = std::mem::take(&mut values[one].1);
            values[one].1 = std::mem::replace(&mut values[other].1, name);
        }
    }

    pub(super) fn remove_value(&mut self, previous: &Self, step: &Numbers) {
        let Some(index) = self.enumeration(step) else { return };
        let object = &mut self.enums[index];
        if object.values.len() < 2 {
            return;
        }
        let position = step[2] as usize % object.values.len();
        let (removed, _) = object.values[position];
        let there = |id: Id| {
            let before = previous.enums.get(index)?;
            before
                .values
                .iter()
                .find(|(own, _)| *own == id)
                .map(|(_, name)| name.clone())
        };
        // A name that moved to another value is not free to go.
        let was = there(removed);
        let taken = object
            .values
            .iter()
            .any(|(id, name)| *id != removed && Some(name) == was.as_ref());
        if taken {
            return;
        }
        object.values.remove(position);
        let heir = object.values[step[3] as usize % object.values.len()].0;
        for other in object.replaced.values_mut() {
            if *other == removed {
                *other = heir;
            }
        }
        if was.is_some() {
            object.replaced.insert(removed, heir);
        }
    }

    pub(super) fn reorder_values(&mut self, step: &Numbers) {
        let Some(index) = self.enumeration(step) else { return };
        self.enums[index].values.reverse();
    }

    pub(super) fn rename_enum(&mut self, step: &Numbers) {
        let Some(index) = self.enumeration(step) else { return };
        self.enums[index].name = self.name("kind");
    }

    pub(super) fn swap_enums(&mut self, previous: &Self, step: &Numbers) {
        let Some(one) = self.enumeration(step) else { return };
        let other = step[2] as usize % self.enums.len();
        let settled = |index: usize| {
            previous.enums.get(index).is_some_and(|object| {
                (&object.name, object.namespace) == (&self.enums[index].name, self.enums[index].namespace)
            })
        };
        if one != other && settled(one) && settled(other) {
            let name = std::mem::take(&mut self.enums[one].name);
            self.enums[one].name = std::mem::replace(&mut self.enums[other].name, name);
        }
    }

    pub(super) fn store_enum(&mut self, step: &Numbers) {
        let Some(index) = self.enumeration(step) else { return };
        self.enums[index].text ^= true;
    }

    /// A value goes, and nothing says what becomes of its rows.
    pub(super) fn forget_value(&mut self, previous: &Self, step: &Numbers) {
        let Some(index) = self.enumeration(step) else { return };
        let known = self.enums[index].replaced.clone();
        self.remove_value(previous, step);
        let replaced = &mut self.enums[index].replaced;
        let count = replaced.len();
        replaced.retain(|from, _| known.contains_key(from));
        self.refusable |= replaced.len() != count;
    }

    pub(super) fn move_enum(&mut self, step: &Numbers) {
        let Some(index) = self.enumeration(step) else { return };
        self.enums[index].namespace = Some(step[2] % 3).filter(|number| *number > 0);
    }
}
