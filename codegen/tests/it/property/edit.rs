//! Random edits of a schema.

use super::model::{Column, Id, Kind, Numbers, Schema, Table, Using};

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
        match step[0] % 52 {
            0 => self.add_table(step),
            1 => self.drop_table(previous, step),
            2 => self.rename_table(step),
            3 => self.swap_tables(previous, step),
            4 | 5 => self.add_column(step),
            6 => self.drop_column(previous, step),
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
                column.check = u32::from(column.check == 0 && column.kind.is_number());
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
            33 => self.require(previous, step),
            34 => self.retype_key(step),
            35 => self.take_over_column(previous, step),
            36 => self.take_over_table(previous, step),
            37 => self.forget_value(previous, step),
            38 => self.move_enum(step),
            39 => self.add_constraint(step),
            40 => self.drop_constraint(step),
            41 => self.rename_constraint(step),
            42 => self.rename_index(step),
            43 => self.alter_index(step),
            44 => self.alter_check(step),
            45 => self.alter_rule(step),
            46 => self.point_elsewhere(previous, step),
            47 => self.compute(previous, step),
            48 => self.add_link(step),
            49 => self.drop_link(step),
            50 => self.alter_link(step),
            _ => self.forbid_duplicates(previous, step),
        }
    }

    fn drop_table(&mut self, previous: &Self, step: &Numbers) {
        let Some(index) = self.live(step[1]) else { return };
        let before = previous.tables.get(index);
        let mut new = self.tables.iter().skip(previous.tables.len());
        // For all that can be told, a new table of the same name is this one.
        if new.any(|table| !table.dropped && before.is_some_and(|before| before.name == table.name)) {
            return;
        }
        let mut others = self.tables.iter().enumerate();
        let pointed_at = others.any(|(other, table)| other != index && !table.dropped && table.points_at(index));
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

    fn drop_column(&mut self, previous: &Self, step: &Numbers) {
        let Some((table, column)) = self.pick(step) else { return };
        let before = previous.tables.get(table);
        let table = &mut self.tables[table];
        let gone: Id = table.columns[column].id;
        let was = before.and_then(|before| before.column(gone));
        // What is computed from it goes with it.
        let goes = |column: &&Column| column.id == gone || column.kind == Kind::Generated(gone);
        let is_new = |column: &&Column| before.is_some_and(|before| before.column(column.id).is_none());
        let mut names = (table.columns.iter().filter(goes))
            .filter_map(|column| before?.column(column.id))
            .map(|was| &was.name);
        // For all that can be told, a new column of the same name is this one.
        if names.any(|name| table.columns.iter().filter(is_new).any(|new| new.name == *name)) {
            return;
        }
        // One value for all rows would be no key, and none points at a row: it cannot come back where there are rows.
        let needs_its_rows =
            |column: &Column| (column.unique || matches!(column.kind, Kind::Reference(_))) && !column.nullable;
        self.refusable |= needs_its_rows(&table.columns[column]) || was.is_some_and(needs_its_rows);
        self.refusable |= table.is_in_unique(gone) || before.is_some_and(|before| before.is_in_unique(gone));
        table.columns.retain(|column| !goes(&column));
        let left: Vec<_> = table.columns.iter().map(|column| column.id).collect();
        table
            .indexes
            .retain(|index| index.columns.iter().all(|id| left.contains(id)));
        table
            .constraints
            .retain(|constraint| constraint.columns.iter().all(|id| left.contains(id)));
    }

    /// A column gets another name, and a new one has the name that it had.
    fn take_over_column(&mut self, previous: &Self, step: &Numbers) {
        let Some((table, column)) = self.pick(step) else { return };
        let own = &self.tables[table].columns[column];
        let before = previous.tables.get(table).and_then(|before| before.column(own.id));
        if before.is_none_or(|before| before.name != own.name) {
            return;
        }
        let fresh = self.name("field");
        let name = std::mem::replace(&mut self.tables[table].columns[column].name, fresh);
        let there = self.tables[table].columns.len();
        let live = (0..self.tables.len()).filter(|&index| !self.tables[index].dropped);
        let place = live.clone().position(|index| index == table).unwrap_or_default();
        let mut step = *step;
        step[1] = u32::try_from(place).unwrap_or_default();
        self.add_column(&step);
        if let Some(new) = self.tables[table].columns.get_mut(there) {
            new.name = name;
        }
    }

    /// The same for a table.
    fn take_over_table(&mut self, previous: &Self, step: &Numbers) {
        let Some(index) = self.live(step[1]) else { return };
        let own = &self.tables[index];
        let is_settled = |before: &Table| (&before.name, before.namespace) == (&own.name, own.namespace);
        if !previous.tables.get(index).is_some_and(is_settled) {
            return;
        }
        let fresh = self.name("thing");
        let name = std::mem::replace(&mut self.tables[index].name, fresh);
        self.add_table(step);
        if let Some(new) = self.tables.last_mut() {
            new.name = name;
        }
    }

    /// Keys of another type; what points at them gets it too.
    fn retype_key(&mut self, step: &Numbers) {
        let Some(table) = self.live(step[1]) else { return };
        let table = &mut self.tables[table];
        table.key = match table.key {
            1 => 5,
            5 => 1,
            3 => 0,
            other => other,
        };
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
            (Kind::SmallInt | Kind::Integer | Kind::Enum(_) | Kind::Uuid | Kind::Jsonb | Kind::TextArray, _)
            | (Kind::Date, 1) => (Kind::Text, None),
            (Kind::Boolean, _) => (Kind::Integer, None),
            (Kind::Date, _) => (Kind::Timestamptz, None),
            (Kind::Timestamptz, 0) => (Kind::Date, None),
            (Kind::Numeric, 0) => (Kind::BigInt, None),
            (Kind::Numeric, 1) => (Kind::Double, None),
            (Kind::Double, _) => (Kind::Numeric, None),
            _ => return,
        };
        // What the rule made of values need not go back.
        let was_unique = [Some(table), previous.tables.get(at)]
            .into_iter()
            .flatten()
            .any(|table| table.is_in_unique(column.id) || table.column(column.id).is_some_and(|column| column.unique));
        self.refusable |= using.is_some() && (kind == Kind::Text || was_unique);
        let column = &mut self.tables[at].columns[position];
        *column = Column {
            kind,
            using,
            touched: true,
            default: false,
            unique: false,
            check: 0,
            ..column.clone()
        };
        let id = column.id;
        self.tables[at].drop_checks(id);
    }

    /// What was written is computed from now on.
    fn compute(&mut self, previous: &Self, step: &Numbers) {
        let Some((at, position)) = self.pick(step) else { return };
        let before = previous.tables.get(at);
        let table = &mut self.tables[at];
        let own = &table.columns[position];
        let was = before.and_then(|before| before.column(own.id));
        let is_free = own.kind == Kind::Text && !table.is_source(own.id) && !table.is_in_unique(own.id) && !own.unique;
        let mut sources = table.columns.iter().filter(|column| column.kind.is_text());
        let source = sources.find(|column| column.id != own.id).map(|column| column.id);
        let (Some(source), true) = (source, is_free && own.using.is_none()) else {
            return;
        };
        // What is computed of NULL is NULL, and what is alike is: neither need go back.
        let is_bound = |column: &Column| !column.nullable || column.unique || column.kind != Kind::Text;
        let was_unique = before.is_some_and(|before| before.is_in_unique(own.id));
        self.refusable |= was_unique || was.is_some_and(is_bound);
        let column = &mut table.columns[position];
        *column = Column {
            kind: Kind::Generated(source),
            nullable: true,
            default: false,
            backfill: false,
            touched: true,
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
                // What fills the gaps need not be of the type before.
                let was = before.and_then(|table| table.column(column.id));
                self.refusable |= was.is_some_and(|was| was.kind != column.kind);
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
