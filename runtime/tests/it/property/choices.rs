//! Random numbers as a list that proptest makes smaller: what is built from it gets simpler then.

/// Numbers that choices are made by; when they have run out, each is the first.
pub(super) struct Choices<'a> {
    numbers: std::slice::Iter<'a, u16>,
}

impl<'a> Choices<'a> {
    pub(super) fn of(numbers: &'a [u16]) -> Self {
        Self {
            numbers: numbers.iter(),
        }
    }

    /// Below `count`.
    pub(super) fn below(&mut self, count: usize) -> usize {
        usize::from(self.numbers.next().copied().unwrap_or(0)) % count
    }

    /// From 0 to `most`, as a value.
    pub(super) fn value(&mut self, most: u8) -> i64 {
        i64::try_from(self.below(usize::from(most) + 1)).expect("less than 256")
    }

    /// True once in so many times.
    pub(super) fn once_in(&mut self, count: usize) -> bool {
        self.below(count) == count - 1
    }

    pub(super) fn one_of<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())].clone()
    }

    pub(super) fn several<T>(&mut self, most: usize, mut make: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let count = self.below(most + 1);
        (0..count).map(|_| make(self)).collect()
    }
}
