//! Two ordered lists of named things, walked side by side.

use std::collections::BTreeMap;
use std::iter::Peekable;

use crate::catalog::Pair;

/// A name, and who has it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Merged<K, T> {
    /// It goes.
    Previous(K, T),
    /// It comes.
    Next(K, T),
    /// It stays.
    Both(K, Pair<T>),
}

/// Walks two maps side by side, in the order of their keys.
pub(super) fn merge<K: Ord, T>(
    previous: impl IntoIterator<Item = (K, T)>,
    next: impl IntoIterator<Item = (K, T)>,
) -> impl Iterator<Item = Merged<K, T>> {
    Merge {
        previous: previous.into_iter().peekable(),
        next: next.into_iter().peekable(),
    }
}

/// The same of two lists in any order.
pub(super) fn merge_lists<'a, T>(
    lists: Pair<&'a [T]>,
    name: impl Fn(&T) -> &str,
) -> impl Iterator<Item = Merged<&'a str, &'a T>> {
    let by_name = |list: &'a [T]| -> BTreeMap<&'a str, &'a T> { list.iter().map(|item| (name(item), item)).collect() };
    merge(by_name(lists.previous), by_name(lists.next))
}

struct Merge<I: Iterator, J: Iterator> {
    previous: Peekable<I>,
    next: Peekable<J>,
}

impl<K: Ord, T, I: Iterator<Item = (K, T)>, J: Iterator<Item = (K, T)>> Iterator for Merge<I, J> {
    type Item = Merged<K, T>;

    fn next(&mut self) -> Option<Self::Item> {
        let ordering = match (self.previous.peek(), self.next.peek()) {
            (Some((previous, _)), Some((next, _))) => previous.cmp(next),
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, _) => std::cmp::Ordering::Greater,
        };
        match ordering {
            std::cmp::Ordering::Less => self.previous.next().map(|(name, item)| Merged::Previous(name, item)),
            std::cmp::Ordering::Greater => self.next.next().map(|(name, item)| Merged::Next(name, item)),
            std::cmp::Ordering::Equal => {
                let ((name, previous), (_, next)) = (self.previous.next()?, self.next.next()?);
                Some(Merged::Both(name, Pair { previous, next }))
            }
        }
    }
}
