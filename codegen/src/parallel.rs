//! The same work for many things, on all cores.

use std::num::NonZero;
use std::thread;

/// Gives `work` parts of `items`, at least `smallest` in each, and puts what comes back into their order.
///
/// # Errors
/// The first one that a part ends with.
pub(crate) fn map<'a, T: Sync, R: Send, E: Send>(
    items: &'a [T],
    smallest: usize,
    work: impl Fn(&'a T) -> Result<R, E> + Sync,
) -> Result<Vec<R>, E> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let threads = cores.min(items.len() / smallest.max(1)).max(1);
    if threads == 1 {
        return items.iter().map(work).collect();
    }
    let work = &work;
    let parts: Vec<Result<Vec<R>, E>> = thread::scope(|scope| {
        let parts = items.chunks(items.len().div_ceil(threads));
        let running: Vec<_> = parts
            .map(|part| scope.spawn(move || part.iter().map(work).collect()))
            .collect();
        let finished = running.into_iter().map(|part| match part.join() {
            Ok(result) => result,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        finished.collect()
    });
    let mut results = Vec::with_capacity(items.len());
    for part in parts {
        results.extend(part?);
    }
    Ok(results)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_keep_their_order() {
        let items: Vec<usize> = (0..1_001).collect();
        let doubled = map(&items, 10, |item| Ok::<_, ()>(item * 2));
        assert_eq!(doubled, Ok(items.iter().map(|item| item * 2).collect()));
        assert_eq!(map(&[] as &[usize], 0, |item| Ok::<_, ()>(*item)), Ok(vec![]));
    }

    #[test]
    fn the_first_error_is_the_one_that_counts() {
        let items: Vec<usize> = (0..1_000).collect();
        let refused = map(&items, 1, |item| if *item >= 400 { Err(*item) } else { Ok(()) });
        assert_eq!(refused, Err(400));
    }
}
