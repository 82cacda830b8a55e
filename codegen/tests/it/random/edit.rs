//! Small edits. Each finds what it works on by a number, and does nothing where there is nothing to work on.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::model::{Column, Enum, Id, IndexKind, Kind, Model, Table};

/// What to do, and three numbers that say to what.
#[derive(Debug, Clone)]
pub(super) struct Edit {
    what: What,
    a: u8,
    b: u8,
    c: u8,
}

#[derive(Debug, Clone, Copy)]
enum What {
    AddTable,
    DropTable,
    RenameTable,
    SwapTables,
    ReuseTableName,
    CommentTable,
    AddColumn,
    AddForeignKey,
    DropColumn,
    RenameColumn,
    CycleColumns,
    ReuseColumnName,
    ChangeType,
    ToggleNullable,
    ToggleDefault,
    ToggleUnique,
    ToggleCompositeUnique,
    ToggleCheck,
    ToggleComment,
    ToggleCascade,
    ChangeIndex,
    AddEnum,
    DropEnum,
    RenameEnum,
    AddValue,
    RenameValue,
    SwapValues,
    RemoveValue,
}

/// Any edit; those that make things are likelier.
pub(super) fn edits() -> impl Strategy<Value = Edit> {
    use What::{
        AddColumn, AddEnum, AddForeignKey, AddTable, AddValue, ChangeIndex, ChangeType, CommentTable, CycleColumns,
        DropColumn, DropEnum, DropTable, RemoveValue, RenameColumn, RenameEnum, RenameTable, RenameValue,
        ReuseColumnName, ReuseTableName, SwapTables, SwapValues, ToggleCascade, ToggleCheck, ToggleComment,
        ToggleCompositeUnique, ToggleDefault, ToggleNullable, ToggleUnique,
    };
    let what = prop_oneof![
        4 => Just(AddTable),
        8 => Just(AddColumn),
        3 => Just(AddForeignKey),
        2 => Just(AddEnum),
        2 => Just(ChangeType),
        2 => Just(ChangeIndex),
        2 => Just(RenameColumn),
        2 => Just(RenameTable),
        12 => prop::sample::select(vec![
            DropTable, SwapTables, ReuseTableName, CommentTable, DropColumn, CycleColumns, ReuseColumnName,
            ToggleNullable, ToggleDefault, ToggleUnique, ToggleCompositeUnique, ToggleCheck, ToggleComment, ToggleCascade,
            DropEnum, RenameEnum, AddValue, RenameValue, SwapValues, RemoveValue,
        ]),
    ];
    (what, any::<u8>(), any::<u8>(), any::<u8>()).prop_map(|(what, a, b, c)| Edit { what, a, b, c })
}

fn pick<T>(map: &BTreeMap<Id, T>, number: u8) -> Option<Id> {
    map.keys().copied().nth(usize::from(number) % map.len().max(1))
}

impl Edit {
    pub(super) fn make(&self, model: &mut Model) {
        // `None`: there was nothing to work on.
        let _: Option<()> = match self.what {
            What::AddTable
            | What::DropTable
            | What::RenameTable
            | What::SwapTables
            | What::ReuseTableName
            | What::CommentTable => self.table(model),
            What::AddEnum
            | What::DropEnum
            | What::RenameEnum
            | What::AddValue
            | What::RenameValue
            | What::SwapValues
            | What::RemoveValue => self.enumeration(model),
            _ => self.column(model),
        };
    }

    fn table(&self, model: &mut Model) -> Option<()> {
        if matches!(self.what, What::AddTable) {
            let name = model.fresh_name(self.a);
            model.add_table(name);
            return Some(());
        }
        let id = pick(&model.tables, self.a)?;
        match self.what {
            What::DropTable if model.may_drop_table(id) => {
                model.tables.remove(&id);
                for table in model.tables.values_mut() {
                    let gone: Vec<Id> = (table.columns.iter())
                        .filter(|(_, column)| column.kind == Kind::Table(id))
                        .map(|(id, _)| *id)
                        .collect();
                    for column in gone {
                        table.columns.remove(&column);
                        table.mend();
                    }
                }
            }
            What::RenameTable => {
                let name = model.fresh_name(self.b);
                model.tables.get_mut(&id)?.name = name;
            }
            What::SwapTables => {
                let other = pick(&model.tables, self.b).filter(|other| *other != id)?;
                let name = model.tables[&id].name.clone();
                let other_name = std::mem::replace(&mut model.tables.get_mut(&other)?.name, name);
                model.tables.get_mut(&id)?.name = other_name;
            }
            What::ReuseTableName => {
                let name = model.fresh_name(self.b);
                let name = std::mem::replace(&mut model.tables.get_mut(&id)?.name, name);
                model.add_table(name);
            }
            What::CommentTable => model.tables.get_mut(&id)?.comment ^= true,
            _ => {}
        }
        Some(())
    }

    fn column(&self, model: &mut Model) -> Option<()> {
        let table_id = pick(&model.tables, self.a)?;
        let id = model.id();
        let kind = match self.what {
            What::AddForeignKey => Kind::Table(pick(&model.tables, self.b)?),
            _ => kind(self.b, model),
        };
        let next_kind = |kind| wider(kind, self.c);
        let table = model.tables.get_mut(&table_id)?;
        if matches!(self.what, What::AddColumn | What::AddForeignKey) {
            table
                .columns
                .insert(id, new_column(table.fresh_column(self.c), kind, self.a ^ self.c));
            return Some(());
        }
        let id = pick(&table.columns, self.b)?;
        if matches!(
            self.what,
            What::DropColumn | What::CycleColumns | What::ReuseColumnName | What::RenameColumn
        ) {
            return self.column_name(table, id);
        }
        let column = table.columns.get_mut(&id)?;
        match self.what {
            What::ChangeType => {
                column.kind = next_kind(column.kind);
                column.default = false;
                column.check = false;
                column.index = None;
                table.mend();
            }
            What::ToggleNullable => column.nullable ^= true,
            What::ToggleDefault if !matches!(column.kind, Kind::Table(_)) && !column.unique => column.default ^= true,
            What::ToggleUnique if !matches!(column.kind, Kind::Boolean | Kind::Enum(_) | Kind::Table(_)) => {
                column.unique ^= true;
                column.default = false;
            }
            What::ToggleCheck if !matches!(column.kind, Kind::Table(_) | Kind::Boolean | Kind::Enum(_)) => {
                column.check ^= true;
            }
            What::ToggleComment => column.comment ^= true,
            What::ToggleCascade => column.cascade ^= true,
            What::ChangeIndex => {
                column.index = match (self.c % 4, column.kind) {
                    (0, _) => None,
                    (1, Kind::Text | Kind::Short | Kind::Long) => Some(IndexKind::Expression),
                    (2, _) => Some(IndexKind::Partial),
                    _ => Some(IndexKind::Plain),
                };
            }
            What::ToggleCompositeUnique => {
                let mut ids = table.columns.keys().copied();
                table.composite_unique = match table.composite_unique {
                    Some(_) => None,
                    None => ids.next().zip(ids.next()).map(|(a, b)| [a, b]),
                };
            }
            _ => {}
        }
        Some(())
    }

    fn column_name(&self, table: &mut Table, id: Id) -> Option<()> {
        match self.what {
            What::DropColumn if table.may_drop_column(id) => {
                table.columns.remove(&id);
                table.mend();
            }
            What::RenameColumn => {
                let name = table.fresh_column(self.c);
                table.columns.get_mut(&id)?.name = name;
            }
            // Two of them swap, three and more go round.
            What::CycleColumns => {
                let ids: Vec<Id> = table
                    .columns
                    .keys()
                    .copied()
                    .take(2 + usize::from(self.c % 3))
                    .collect();
                let mut names: Vec<String> = ids.iter().map(|id| table.columns[id].name.clone()).collect();
                names.rotate_left(1);
                for (id, name) in ids.iter().zip(names) {
                    table.columns.get_mut(id)?.name = name;
                }
            }
            What::ReuseColumnName => {
                let name = table.fresh_column(self.c);
                let name = std::mem::replace(&mut table.columns.get_mut(&id)?.name, name);
                let kind = table.columns[&id].kind;
                let new = table.columns.keys().max()? + 1000;
                table.columns.insert(new, new_column(name, kind, self.c));
            }
            _ => {}
        }
        Some(())
    }

    fn enumeration(&self, model: &mut Model) -> Option<()> {
        if matches!(self.what, What::AddEnum) {
            let id = model.id();
            let mut object = Enum {
                name: model.fresh_name(self.a),
                values: Vec::new(),
                retired: BTreeSet::new(),
                before: BTreeMap::new(),
                replaced: BTreeMap::new(),
            };
            for number in 0..=self.b % 3 {
                let value = object.fresh_value(self.c.wrapping_add(number));
                object.values.push((model.id(), value));
            }
            model.enums.insert(id, object);
            return Some(());
        }
        let id = pick(&model.enums, self.a)?;
        let value_id = model.id();
        match self.what {
            What::DropEnum => {
                let used = |table: &Table| table.columns.values().any(|column| column.kind == Kind::Enum(id));
                if !model.tables.values().any(used) {
                    model.enums.remove(&id);
                }
            }
            What::RenameEnum => {
                let name = model.fresh_name(self.b);
                model.enums.get_mut(&id)?.name = name;
            }
            What::AddValue => {
                let object = model.enums.get_mut(&id)?;
                let at = usize::from(self.b) % (object.values.len() + 1);
                object.values.insert(at, (value_id, object.fresh_value(self.c)));
            }
            What::RenameValue => {
                let object = model.enums.get_mut(&id)?;
                let name = object.fresh_value(self.c);
                let at = usize::from(self.b) % object.values.len();
                object.values[at].1 = name;
            }
            What::SwapValues => {
                let object = model.enums.get_mut(&id)?;
                if let [first, second, ..] = &mut object.values[..] {
                    std::mem::swap(&mut first.1, &mut second.1);
                }
            }
            What::RemoveValue => model.remove_value(id, self.b),
            _ => {}
        }
        Some(())
    }
}

fn kind(number: u8, model: &Model) -> Kind {
    match number % 11 {
        0 => Kind::SmallInt,
        1 => Kind::Integer,
        2 => Kind::BigInt,
        3 => Kind::Numeric,
        4 => Kind::Short,
        5 => Kind::Long,
        6 => Kind::Text,
        7 => Kind::Boolean,
        8 => Kind::Date,
        _ => pick(&model.enums, number).map_or(Kind::Text, Kind::Enum),
    }
}

/// A kind that holds all that this one does.
fn wider(kind: Kind, number: u8) -> Kind {
    match kind {
        Kind::SmallInt => Kind::Integer,
        Kind::Integer => Kind::BigInt,
        Kind::BigInt if number.is_multiple_of(2) => Kind::Numeric,
        Kind::Short => Kind::Long,
        Kind::Table(id) => Kind::Table(id),
        _ => Kind::Text,
    }
}

fn new_column(name: String, kind: Kind, number: u8) -> Column {
    let foreign_key = matches!(kind, Kind::Table(_));
    Column {
        name,
        kind,
        // A row that is there has nothing to point at.
        nullable: foreign_key || number.is_multiple_of(3),
        default: !foreign_key && number % 4 == 1,
        unique: false,
        check: false,
        comment: false,
        index: None,
        cascade: number.is_multiple_of(2),
    }
}
