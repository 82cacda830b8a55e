//! Enums.

use super::Found;
use super::merge::{Merged, merge};
use crate::catalog::{Catalog, Pair};
use crate::diff::rename::Renamed;
use crate::diff::resolve::Resolved;
use crate::diff::{Change, EnumChange, Record};

pub(super) fn compare(renamed: &Renamed<'_>, next: &Catalog, resolved: &Resolved, found: &mut Found) {
    let previous = renamed.enums.iter().map(|(name, object)| (*name, &**object));
    for merged in merge(previous, &next.enums) {
        let (name, both) = match merged {
            Merged::Previous(_, object) => {
                found.changes.push(Change::DropEnum { object: object.clone() });
                continue;
            }
            Merged::Next(_, object) => {
                found.changes.push(Change::CreateEnum { object: object.clone() });
                continue;
            }
            Merged::Both(name, both) => (name, both),
        };
        let (previous, next) = (both.previous, both.next);
        let renamed = resolved.values.get(name).cloned().unwrap_or_default();
        let replaced = resolved.replaced.get(name).cloned().unwrap_or_default();
        let differs =
            previous.native != next.native || previous.values != next.values || previous.comment != next.comment;
        if differs {
            found.changes.push(Change::AlterEnum(EnumChange {
                object: both.map(Clone::clone),
                renamed,
                replaced,
            }));
        } else if previous.key != next.key {
            found.records.push(Record::EnumKey {
                enumeration: name.clone(),
                key: Pair {
                    previous: previous.key.clone(),
                    next: next.key.clone(),
                },
            });
        }
    }
}
