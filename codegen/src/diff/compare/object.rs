//! Objects that are SQL: by the text that makes them.

use super::Found;
use super::merge::{Merged, merge};
use crate::catalog::{Catalog, Pair};
use crate::diff::{Change, Record};

pub(super) fn compare(pair: Pair<&Catalog>, found: &mut Found) {
    for merged in merge(&pair.previous.objects, &pair.next.objects) {
        match merged {
            Merged::Previous(_, object) => found.changes.push(Change::DropObject { object: object.clone() }),
            Merged::Next(_, object) => found.changes.push(Change::CreateObject { object: object.clone() }),
            Merged::Both(_, both) if both.previous == both.next => {}
            Merged::Both(_, both) => {
                let object = Box::new(both.map(Clone::clone));
                if both.previous.is_same(both.next) {
                    found.records.push(Record::Object { object });
                } else {
                    found.changes.push(Change::AlterObject { object });
                }
            }
        }
    }
}
