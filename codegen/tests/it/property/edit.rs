//! Random edits of a schema.

use super::model::{Column, Id, Kind, Numbers, Schema, Using};

impl Schema {
    /// The schema after some edits of it, with rows in its tables.
    pub(super) fn edit(&self, steps: &[Numbers]) -> Self {
        let mut next = self.clone();
        next.filled = self.tables.len();
        for step in steps {
            next.step(self, step);
        }
        next
    }

    fn step(&mut self, previous: &Self, step: &Numbers) {
        match step[0] % 34 {
            0 => self.add_table(step),
            1 => self.drop_table(step),
            2 => self.rename_table(step),
            3 => self.swap_tables(previous, step),
            4 | 5 => self.add_column(step),
            6 => self.drop_column(step),
            7 => self.rename_column(step),
            8 => self.rotate_columns(previous, step, 2),
            9 => self.rotate_columns(previous, step, 3),
            10 => self.widen(step),
            11 => self.narrow(step),
            12 => self.convert(previous, step),
            13 => self.toggle(previous, step, |column| column.nullable = !column.nullable),
            14 => self.toggle(previous, step, |column| {
                column.default = !column.default && column.kind.has_default();
            }),
            15 => self.toggle(previous, step, |column| {
                column.unique = !column.unique && column.kind.is_distinct();
            }),
            16 => self.toggle(previous, step, |column| {
                column.check = !column.check && column.kind.is_number();
            }),
            17 => self.toggle(previous, step, |column| column.comment += 1),
            18 => self.add_index(step),
            19 => self.drop_index(step),
            20 => self.add_enum(step),
            21 => self.add_value(step),
            22 => self.rename_value(step),
            23 => self.swap_values(step),
            24 => self.remove_value(previous, step),
            25 => self.reorder_values(step),
            26 => self.rename_enum(step),
            27 => self.swap_enums(previous, step),
            28 => self.store_enum(step),
            29 => self.move_table(step),
            30 => self.number(step),
            31 => self.widen_key(step),
            32 => self.reverse(step),
            _ => self.require(previous, step),
        }
    }

    fn drop_table(&mut self, step: &Numbers) {
        let Some(index) = self.live(step[1]) else { return };
        let pointed_at = self.tables.iter().enumerate().any(|(other, table)| {
            other != index && !table.dropped && table.columns.iter().any(|column| column.kind == Kind::Reference(index))
        });
        if !pointed_at && self.tables.iter().filter(|table| !table.dropped).count() > 1 {
            self.tables[index].dropped = true;
        }
    }

    fn rename_table(&mut self, step: &Numbers) {
        let Some(index) = self.live(step[1]) else { return };
        self.tables[index].name = self.name("thing");
    }

    /// Both were there under the names that they have still: a true swap.
    fn swap_tables(&mut self, previous: &Self, step: &Numbers) {
        let (Some(one), Some(other)) = (self.live(step[1]), self.live(step[2])) else {
            return;
        };
        let settled = |index: usize| {
            previous.tables.get(index).is_some_and(|table| {
                (&table.name, table.namespace) == (&self.tables[index].name, self.tables[index].namespace)
            })
        };
        if one != other && settled(one) && settled(other) {
            let name = std::mem::take(&mut self.tables[one].name);
            self.tables[one].name = std::mem::replace(&mut self.tables[other].name, name);
        }
    }

    fn drop_column(&mut self, step: &Numbers) {
        let Some((table, column)) = self.pick(step) else { return };
        let table = &mut self.tables[table];
        let gone: Id = table.columns[column].id;
        // One value for all rows would be no key: it cannot come back where there are rows.
        self.refusable |= table.columns[column].unique && !table.columns[column].nullable;
        table
            .columns
            .retain(|column| column.id != gone && column.kind != Kind::Generated(gone));
        let left: Vec<_> = table.columns.iter().map(|column| column.id).collect();
        table
            .indexes
            .retain(|index| index.columns.iter().all(|id| left.contains(id)));
    }

    fn rename_column(&mut self, step: &Numbers) {
        let Some((table, column)) = self.pick(step) else { return };
        self.tables[table].columns[column].name = self.name("field");
    }

    fn rotate_columns(&mut self, previous: &Self, step: &Numbers, count: usize) {
        let Some((table, first)) = self.pick(step) else { return };
        let Some(before) = previous.tables.get(table) else {
            return;
        };
        let columns = &mut self.tables[table].columns;
        let settled = |column: &Column| {
            before
                .column(column.id)
                .is_some_and(|before| before.name == column.name)
        };
        let chosen: Vec<usize> = (0..columns.len())
            .map(|offset| (first + offset) % columns.len())
            .filter(|&index| settled(&columns[index]))
            .take(count)
            .collect();
        if chosen.len() == count {
            let mut names: Vec<_> = chosen.iter().map(|&index| columns[index].name.clone()).collect();
            names.rotate_left(1);
            for (index, name) in chosen.into_iter().zip(names) {
                columns[index].name = name;
            }
        }
    }

    fn widen(&mut self, step: &Numbers) {
        let Some((table, column)) = self.pick(step) else { return };
        let column = &mut self.tables[table].columns[column];
        // A default of the old kind must be one of the new kind too: 7 is a number in all, text stays text.
        column.kind = match column.kind {
            Kind::SmallInt => Kind::Integer,
            Kind::Integer => Kind::BigInt,
            Kind::Varchar(length) if length < 200 => Kind::Varchar(length + 40),
            Kind::Varchar(_) => Kind::Text,
            other => other,
        };
    }

    /// To what holds less, though not less than is there.
    fn narrow(&mut self, step: &Numbers) {
        let Some((table, column)) = self.pick(step) else { return };
        let column = &mut self.tables[table].columns[column];
        column.kind = match column.kind {
            Kind::BigInt => Kind::Integer,
            Kind::Integer => Kind::SmallInt,
            Kind::Text => Kind::Varchar(120),
            other => other,
        };
    }

    /// To another kind, mostly by a rule.
    fn convert(&mut self, previous: &Self, step: &Numbers) {
        let Some((at, position)) = self.pick(step) else { return };
        let table = &self.tables[at];
        let column = &table.columns[position];
        if table.is_source(column.id) || column.touched || at >= self.filled {
            return;
        }
        let (kind, using) = match (column.kind, step[3] % 3) {
            (kind, 0) if kind.is_text() && !self.enums.is_empty() => {
                let index = step[5] as usize % self.enums.len();
                (Kind::Enum(index), Some(Using::Value(step[4])))
            }
            (kind, _) if kind.is_text() => (Kind::Integer, Some(Using::Length)),
            (Kind::SmallInt | Kind::Integer, 1) => (Kind::Boolean, Some(Using::Above)),
            (Kind::SmallInt | Kind::Integer, 2) => (Kind::Text, Some(Using::Prefixed)),
            (Kind::SmallInt | Kind::Integer | Kind::Enum(_) | Kind::Uuid | Kind::Date, _) => (Kind::Text, None),
            (Kind::Boolean, _) => (Kind::Integer, None),
            _ => return,
        };
        // What the rule made of values need not go back.
        let was_unique = [Some(table), previous.tables.get(at)]
            .into_iter()
            .flatten()
            .any(|table| table.column(column.id).is_some_and(|column| column.unique));
        self.refusable |= using.is_some() && (kind == Kind::Text || was_unique);
        let column = &mut self.tables[at].columns[position];
        *column = Column {
            kind,
            using,
            touched: true,
            default: false,
            unique: false,
            check: false,
            ..column.clone()
        };
    }

    fn toggle(&mut self, previous: &Self, step: &Numbers, change: impl Fn(&mut Column)) {
        let Some((table, column)) = self.pick(step) else { return };
        let is_filled = table < self.filled;
        let before = previous.tables.get(table);
        let column = &mut self.tables[table].columns[column];
        if column.kind.is_generated() {
            return;
        }
        let is_new = before.is_none_or(|table| table.column(column.id).is_none());
        let was_nullable = column.nullable;
        change(column);
        if was_nullable && !column.nullable {
            // NULLs that are there need a value, and one that a unique constraint would not refuse.
            if column.unique || !column.kind.has_backfill() {
                column.nullable = true;
            } else {
                column.backfill = true;
                column.touched = true;
            }
        }
        // A new column of a table with rows needs something to put into them.
        if is_filled && is_new && !column.default && !column.backfill {
            column.nullable = true;
        }
        if column.nullable {
            column.backfill = false;
        }
        // What was filled with one value is not distinct.
        if column.unique && (column.touched || is_new && column.default) {
            column.unique = false;
        }
    }

    fn drop_index(&mut self, step: &Numbers) {
        let Some(table) = self.live(step[1]) else { return };
        let indexes = &mut self.tables[table].indexes;
        if !indexes.is_empty() {
            indexes.remove(step[2] as usize % indexes.len());
        }
    }

    /// A column that must have a value, and nothing says which.
    fn require(&mut self, previous: &Self, step: &Numbers) {
        let Some((table, column)) = self.pick(step) else { return };
        let id = self.tables[table].columns[column].id;
        let is_new = previous
            .tables
            .get(table)
            .is_none_or(|before| before.column(id).is_none());
        let column = &mut self.tables[table].columns[column];
        if column.nullable && !column.kind.is_generated() && table < self.filled && !(is_new && column.unique) {
            column.nullable = false;
            self.refusable = true;
        }
    }

    /// A number of the server's for a key, or none any more.
    fn number(&mut self, step: &Numbers) {
        let Some(table) = self.live(step[1]) else { return };
        let table = &mut self.tables[table];
        if table.part.is_none() {
            table.key = match table.key {
                1 => 2,
                2 => 1,
                other => other,
            };
        }
    }

    /// The key gets another column, or loses it; what points at the table goes on pointing at `id`.
    fn widen_key(&mut self, step: &Numbers) {
        let Some(table) = self.live(step[1]) else { return };
        if let Some(in_key) = &mut self.tables[table].part {
            *in_key = !*in_key;
        }
    }

    fn reverse(&mut self, step: &Numbers) {
        let Some(table) = self.live(step[1]) else { return };
        self.tables[table].reversed ^= true;
    }

    fn move_table(&mut self, step: &Numbers) {
        let Some(table) = self.live(step[1]) else { return };
        let namespace = Some(step[2] % 3).filter(|number| *number > 0);
        self.tables[table].namespace = namespace;
    }
}

impl Schema {
    fn enumeration(&self, step: &Numbers) -> Option<usize> {
        (!self.enums.is_empty()).then(|| step[1] as usize % self.enums.len())
    }

    fn add_value(&mut self, step: &Numbers) {
        let Some(index) = self.enumeration(step) else { return };
        let id = self.id();
        let values = &mut self.enums[index].values;
        let position = step[2] as usize % (values.len() + 1);
        values.insert(position, (id, format!("w{id}")));
    }

    fn rename_value(&mut self, step: &Numbers) {
        let Some(index) = self.enumeration(step) else { return };
        let fresh = self.name("w");
        let values = &mut self.enums[index].values;
        let position = step[2] as usize % values.len();
        values[position].1 = fresh;
    }

    fn swap_values(&mut self, step: &Numbers) {
        let Some(index) = self.enumeration(step) else { return };
        let values = &mut self.enums[index].values;
        let (one, other) = (step[2] as usize % values.len(), step[3] as usize % values.len());
        // Names of values that were there alone: a new one would not be told from a rename.
        if one != other && values[one].1.starts_with('v') && values[other].1.starts_with('v') {
            let name = std::mem::take(&mut values[one].1);
            values[one].1 = std::mem::replace(&mut values[other].1, name);
        }
    }

    fn remove_value(&mut self, previous: &Self, step: &Numbers) {
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

    fn reorder_values(&mut self, step: &Numbers) {
        let Some(index) = self.enumeration(step) else { return };
        self.enums[index].values.reverse();
    }

    fn rename_enum(&mut self, step: &Numbers) {
        let Some(index) = self.enumeration(step) else { return };
        self.enums[index].name = self.name("kind");
    }

    fn swap_enums(&mut self, previous: &Self, step: &Numbers) {
        let Some(one) = self.enumeration(step) else { return };
        let other = step[2] as usize % self.enums.len();
        let settled = |index: usize| {
            previous
                .enums
                .get(index)
                .is_some_and(|object| object.name == self.enums[index].name)
        };
        if one != other && settled(one) && settled(other) {
            let name = std::mem::take(&mut self.enums[one].name);
            self.enums[one].name = std::mem::replace(&mut self.enums[other].name, name);
        }
    }

    fn store_enum(&mut self, step: &Numbers) {
        let Some(index) = self.enumeration(step) else { return };
        self.enums[index].text ^= true;
    }
}
