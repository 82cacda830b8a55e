//! Random edits of what holds between columns: indexes, constraints, references, what is computed.

use super::model::{Column, Constraint, Id, Index, Kind, Link, Numbers, Schema, Table};

impl Table {
    /// The columns that can be in an index.
    fn comparable(&self) -> Vec<Id> {
        let fit = |column: &&Column| !matches!(column.kind, Kind::Jsonb | Kind::TextArray | Kind::EnumArray(_));
        self.columns.iter().filter(fit).map(|column| column.id).collect()
    }

    /// Takes away the constraints that need another kind of column than this is now.
    pub(super) fn drop_checks(&mut self, id: Id) {
        self.constraints
            .retain(|constraint| !constraint.check || !constraint.columns.contains(&id));
    }
}

impl Schema {
    pub(super) fn add_index(&mut self, step: &Numbers) {
        let Some(at) = self.live(step[1]) else { return };
        let (id, name) = (self.id(), self.name("look"));
        let is_new = at >= self.filled;
        let table = &mut self.tables[at];
        let fit = table.comparable();
        if fit.is_empty() {
            return;
        }
        let mut columns = vec![fit[step[2] as usize % fit.len()]];
        let second = fit[step[3] as usize % fit.len()];
        if second != columns[0] {
            columns.push(second);
        }
        let lowered = step[5].is_multiple_of(4);
        let is_named = step[5] % 3 == 1;
        if is_named || !table.indexes.iter().any(|there| there.columns == columns) {
            table.indexes.push(Index {
                id,
                name: is_named.then_some(name),
                unique: step[5] % 5 == 2 && !lowered && (!is_new || table.is_distinct(&columns)),
                columns,
                descending: step[4].is_multiple_of(2),
                partial: step[4].is_multiple_of(3),
                collated: step[5] % 4 == 1,
                lowered,
            });
        }
    }

    pub(super) fn drop_index(&mut self, step: &Numbers) {
        let Some(table) = self.live(step[1]) else { return };
        let indexes = &mut self.tables[table].indexes;
        if !indexes.is_empty() {
            indexes.remove(step[2] as usize % indexes.len());
        }
    }

    pub(super) fn rename_index(&mut self, step: &Numbers) {
        let Some(table) = self.live(step[1]) else { return };
        let fresh = self.name("look");
        let mut named = self.tables[table]
            .indexes
            .iter_mut()
            .filter_map(|index| index.name.as_mut());
        if let Some(name) = named.next() {
            *name = fresh;
        }
    }

    /// Its order or its predicate.
    pub(super) fn alter_index(&mut self, step: &Numbers) {
        let Some(table) = self.live(step[1]) else { return };
        let indexes = &mut self.tables[table].indexes;
        if indexes.is_empty() {
            return;
        }
        let position = step[2] as usize % indexes.len();
        let index = &mut indexes[position];
        match step[3] % 4 {
            0 => index.descending ^= true,
            1 => index.partial ^= true,
            2 => index.collated ^= true,
            _ => index.lowered ^= !index.unique,
        }
        // What fewer rows were held to is broken by others.
        self.refusable |= index.unique;
    }

    pub(super) fn add_constraint(&mut self, step: &Numbers) {
        let Some(at) = self.live(step[1]) else { return };
        let (id, name) = (self.id(), self.name("rule"));
        let is_new = at >= self.filled;
        let table = &mut self.tables[at];
        let check = step[2].is_multiple_of(2);
        let fit: Vec<_> = if check {
            let numbers = table.columns.iter().filter(|column| column.kind.is_number());
            numbers.map(|column| column.id).collect()
        } else {
            table.comparable()
        };
        if fit.len() < 2 {
            return;
        }
        let first = step[3] as usize % fit.len();
        let second = (first + 1 + step[4] as usize % (fit.len() - 1)) % fit.len();
        let columns = [fit[first], fit[second]];
        let is_there = table.constraints.iter().any(|there| there.columns == columns);
        if !is_there && (check || !is_new || table.is_distinct(&columns)) {
            table.constraints.push(Constraint {
                id,
                name,
                columns,
                check,
            });
        }
    }

    pub(super) fn drop_constraint(&mut self, step: &Numbers) {
        let Some(table) = self.live(step[1]) else { return };
        let constraints = &mut self.tables[table].constraints;
        if !constraints.is_empty() {
            constraints.remove(step[2] as usize % constraints.len());
        }
    }

    pub(super) fn rename_constraint(&mut self, step: &Numbers) {
        let Some(table) = self.live(step[1]) else { return };
        let fresh = self.name("rule");
        let constraints = &mut self.tables[table].constraints;
        if !constraints.is_empty() {
            let position = step[2] as usize % constraints.len();
            constraints[position].name = fresh;
        }
    }

    /// To another bound, which some rows may break.
    pub(super) fn alter_check(&mut self, step: &Numbers) {
        let Some((table, column)) = self.pick(step) else { return };
        let column = &mut self.tables[table].columns[column];
        if column.check > 0 {
            column.check = 1 + step[3] % 3;
            self.refusable |= column.check == 3;
        }
    }

    /// What becomes of rows that point at one that goes, or how a column is computed.
    pub(super) fn alter_rule(&mut self, step: &Numbers) {
        let Some((table, position)) = self.pick(step) else {
            return;
        };
        let column = &mut self.tables[table].columns[position];
        match column.kind {
            Kind::Reference(_) => column.variant = step[3] % 9,
            // Its values stay as they were computed.
            Kind::Generated(source) if step[4].is_multiple_of(3) => {
                let is_text = self.tables[table]
                    .column(source)
                    .is_some_and(|source| source.kind.is_text());
                self.tables[table].columns[position].kind = if is_text { Kind::Text } else { Kind::Boolean };
            }
            Kind::Generated(_) => column.variant = u32::from(column.variant == 0),
            _ => {}
        }
    }

    /// A foreign key of two columns to a table with such a key, where there is one.
    pub(super) fn add_link(&mut self, step: &Numbers) {
        let Some(table) = self.live(step[1]) else { return };
        let targets = (self.tables.iter().enumerate()).filter(|(_, target)| target.key == 4 && !target.dropped);
        let targets: Vec<_> = targets.map(|(target, _)| target).collect();
        if targets.is_empty() {
            return;
        }
        let link = Link {
            id: self.id(),
            target: targets[step[2] as usize % targets.len()],
            variant: step[3] % 9,
        };
        self.tables[table].links.push(link);
    }

    pub(super) fn drop_link(&mut self, step: &Numbers) {
        let Some(table) = self.live(step[1]) else { return };
        let links = &mut self.tables[table].links;
        if !links.is_empty() {
            links.remove(step[2] as usize % links.len());
        }
    }

    pub(super) fn alter_link(&mut self, step: &Numbers) {
        let Some(table) = self.live(step[1]) else { return };
        if let Some(link) = self.tables[table].links.first_mut() {
            link.variant = step[2] % 9;
        }
    }

    /// A reference to another table, whose keys are alike.
    pub(super) fn point_elsewhere(&mut self, previous: &Self, step: &Numbers) {
        let Some((table, column)) = self.pick(step) else { return };
        let Some(target) = self.live(step[3]) else { return };
        let Kind::Reference(before) = self.tables[table].columns[column].kind else {
            return;
        };
        let key = |schema: &Self, table: usize| schema.tables.get(table).map(|table| table.key);
        let form = |key: Option<u32>| key.map(|key| if key == 2 { 1 } else { key });
        if form(key(self, before)) == form(key(self, target)) {
            self.tables[table].columns[column].kind = Kind::Reference(target);
            // A new table has no row to point at.
            self.refusable |= form(key(previous, before)) != form(key(previous, target));
        }
    }

    /// A unique over values that are mostly alike.
    pub(super) fn forbid_duplicates(&mut self, previous: &Self, step: &Numbers) {
        let Some((at, position)) = self.pick(step) else { return };
        let is_old = previous
            .tables
            .get(at)
            .is_some_and(|before| before.column(self.tables[at].columns[position].id).is_some());
        let column = &mut self.tables[at].columns[position];
        let fits = matches!(column.kind, Kind::Boolean | Kind::Enum(_) | Kind::Numeric | Kind::Date);
        if is_old && fits && !column.touched {
            column.unique = true;
            self.refusable = true;
        }
    }
}
