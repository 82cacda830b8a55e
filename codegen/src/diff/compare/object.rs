//! Objects that are SQL: by the text that makes them.

use super::Found;
use super::merge::{Merged, merge};
use crate::catalog::{Catalog, Pair, SqlObject};
use crate::dialect::Dialect;
use crate::diff::{Change, Record};
use crate::statement::Script;

pub(super) fn compare(pair: Pair<&Catalog>, found: &mut Found) {
    for merged in merge(&pair.previous.objects, &pair.next.objects) {
        match merged {
            Merged::Previous(_, object) => found.changes.push(Change::DropObject { object: object.clone() }),
            Merged::Next(_, object) => found.changes.push(Change::CreateObject { object: object.clone() }),
            Merged::Both(_, both) if both.previous == both.next => {}
            Merged::Both(_, both) => {
                let object = Box::new(both.map(Clone::clone));
                if both.previous.is_same(both.next) || reads_the_same(pair.next.dialect.dialect(), both) {
                    found.records.push(Record::Object { object });
                } else {
                    found.changes.push(Change::AlterObject { object });
                }
            }
        }
    }
}

/// Whether two texts differ by space and comments alone.
fn reads_the_same(dialect: &dyn Dialect, pair: Pair<&SqlObject>) -> bool {
    let same = |a: &str, b: &str| {
        let read = |sql| Script::read(dialect, sql);
        matches!((read(a), read(b)), (Ok(a), Ok(b)) if a.is_same(&b))
    };
    same(&pair.previous.make, &pair.next.make) && same(&pair.previous.take, &pair.next.take)
}
