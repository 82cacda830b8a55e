//! What is asked of the rows of a query, as data, and the answer by iterators.

use std::cmp::Ordering;

use super::choices::Choices;
use super::condition::{Condition, Joined, OPERATORS, Operator, cell};
use super::data::{Cell, Row, Table};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nulls {
    Default,
    First,
    Last,
}

/// A part of an order.
#[derive(Debug, Clone)]
pub(super) struct By {
    pub(super) table: usize,
    pub(super) column: usize,
    pub(super) descending: bool,
    pub(super) nulls: Nulls,
}

impl By {
    fn random(tables: &[Table], choices: &mut Choices<'_>) -> Self {
        let table = choices.below(tables.len());
        Self {
            table,
            column: choices.below(tables[table].kinds.len()),
            descending: choices.below(2) == 1,
            nulls: choices.one_of(&[Nulls::Default, Nulls::First, Nulls::Last]),
        }
    }

    pub(super) fn ascending(table: usize, column: usize) -> Self {
        Self {
            table,
            column,
            descending: false,
            nulls: Nulls::Default,
        }
    }

    /// NULL is greater than everything unless it is said where it goes.
    pub(super) fn compare(&self, left: &Cell, right: &Cell) -> Ordering {
        let first = match self.nulls {
            Nulls::Default => self.descending,
            Nulls::First => true,
            Nulls::Last => false,
        };
        match (left.is_null(), right.is_null()) {
            (true, true) => Ordering::Equal,
            (true, false) if first => Ordering::Less,
            (false, true) if !first => Ordering::Less,
            (true, false) | (false, true) => Ordering::Greater,
            (false, false) => {
                let order = left.order(right).unwrap_or(Ordering::Equal);
                if self.descending { order.reverse() } else { order }
            }
        }
    }
}

/// The order that several parts make.
pub(super) fn compare_rows(orders: &[By], left: &Joined<'_>, right: &Joined<'_>) -> Ordering {
    let parts = orders.iter().map(|by| {
        let of = |row: &Joined<'_>| cell(row, by.table, by.column);
        by.compare(&of(left), &of(right))
    });
    parts.fold(Ordering::Equal, Ordering::then)
}

pub(super) fn orders(tables: &[Table], choices: &mut Choices<'_>) -> Vec<By> {
    choices.several(3, |choices| By::random(tables, choices))
}

/// Every column of every primary key, which tells all rows apart.
pub(super) fn whole_order(tables: &[Table]) -> impl Iterator<Item = By> {
    let keys = tables.iter().enumerate();
    keys.flat_map(|(table, of)| (0..of.key).map(move |column| By::ascending(table, column)))
}

/// What of the rows is asked for.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Task {
    /// The rows of all tables.
    Rows,
    /// Different pairs of a column and a number.
    Distinct,
    /// Aggregates of the last table for all that have the column and the number in common.
    Grouped,
    /// The same for each row of the first table.
    GroupedByKey,
    /// The same for everything.
    Aggregated,
}

/// A question to rows that were joined.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub(super) condition: Condition,
    pub(super) orders: Vec<By>,
    pub(super) limit: Option<u64>,
    pub(super) offset: Option<u64>,
    pub(super) task: Task,
    /// A column of the first table.
    pub(super) key: usize,
    /// A number of the last table.
    pub(super) number: usize,
    /// Another column of the last table.
    pub(super) counted: usize,
    pub(super) having: Vec<Having>,
}

/// A condition on groups.
#[derive(Debug, Clone)]
pub(super) enum Having {
    Rows(Operator, i64),
    Counted(Operator, i64),
    Sum(Operator, i64),
    /// Either of the last two.
    SumOrGreatest(i64, i64),
}

impl Plan {
    pub(super) fn random(tables: &[Table], choices: &mut Choices<'_>) -> Self {
        let last = tables[tables.len() - 1];
        let numbers: Vec<usize> = (0..last.kinds.len()).filter(|at| last.kinds[*at].is_whole()).collect();
        let task = choices.one_of(&[
            Task::Rows,
            Task::Rows,
            Task::Distinct,
            Task::Grouped,
            Task::GroupedByKey,
            Task::Aggregated,
        ]);
        let condition = Condition::random(tables, 3, choices);
        let mut orders = orders(tables, choices);
        let limit = choices.once_in(2).then(|| choices.below(6) as u64);
        let offset = choices.once_in(3).then(|| choices.below(4) as u64);
        if limit.is_some() || offset.is_some() {
            orders.extend(whole_order(tables));
        }
        let having = |choices: &mut Choices<'_>| {
            let operator = choices.one_of(&OPERATORS);
            match choices.below(4) {
                0 => Having::Rows(operator, choices.value(3)),
                1 => Having::Counted(operator, choices.value(3)),
                2 => Having::Sum(operator, choices.value(9)),
                _ => Having::SumOrGreatest(choices.value(9), choices.value(5)),
            }
        };
        Self {
            condition,
            orders,
            limit,
            offset,
            task,
            key: choices.below(tables[0].kinds.len()),
            number: choices.one_of(&numbers),
            counted: choices.below(last.kinds.len()),
            having: choices.several(2, having),
        }
    }

    /// The answer: rows of cells. Where their order does not say all, it is one of several.
    pub(super) fn answer(&self, tables: &[Table], rows: &[Joined<'_>]) -> Vec<Row> {
        let mut rows: Vec<&Joined<'_>> = rows.iter().collect();
        rows.retain(|row| self.condition.holds(row) == Some(true));
        let last = tables.len() - 1;
        let number = |row: &Joined<'_>| cell(row, last, self.number);
        let key = |row: &Joined<'_>| -> Row {
            match self.task {
                Task::Aggregated => Row::new(),
                Task::GroupedByKey => row[0].map_or_else(Row::new, Row::clone),
                _ => vec![cell(row, 0, self.key), number(row)],
            }
        };
        let answer = match self.task {
            Task::Rows => {
                rows.sort_by(|left, right| compare_rows(&self.orders, left, right));
                rows.into_iter().map(|row| flat(tables, row)).collect()
            }
            Task::Distinct => {
                let mut pairs: Vec<Row> = Vec::new();
                for row in rows {
                    let pair = key(row);
                    if !pairs.contains(&pair) {
                        pairs.push(pair);
                    }
                }
                sorted(pairs)
            }
            Task::Grouped | Task::GroupedByKey | Task::Aggregated => {
                let mut groups: Vec<(Row, Vec<&Joined<'_>>)> = Vec::new();
                if self.task == Task::Aggregated {
                    groups.push((Row::new(), Vec::new()));
                }
                for row in rows {
                    let key = key(row);
                    match groups.iter_mut().find(|(known, _)| *known == key) {
                        Some((_, rows)) => rows.push(row),
                        None => groups.push((key, vec![row])),
                    }
                }
                let groups = groups.into_iter().filter_map(|(mut key, rows)| {
                    let numbers: Vec<Cell> = rows.iter().map(|row| number(row)).collect();
                    let counted: Vec<Cell> = rows.iter().map(|row| cell(row, last, self.counted)).collect();
                    let aggregates = aggregates(&numbers, &counted);
                    let holds = |having: &Having| having.holds(&aggregates) == Some(true);
                    if !self.having.iter().all(holds) {
                        return None;
                    }
                    key.extend(aggregates);
                    Some(key)
                });
                sorted(groups.collect())
            }
        };
        let skipped = answer
            .into_iter()
            .skip(usize::try_from(self.offset.unwrap_or(0)).expect("few"));
        match self.limit {
            Some(limit) => skipped.take(usize::try_from(limit).expect("few")).collect(),
            None => skipped.collect(),
        }
    }
}

/// By all cells, NULL last.
pub(super) fn sorted(mut rows: Vec<Row>) -> Vec<Row> {
    let by = By::ascending(0, 0);
    rows.sort_by(|left, right| {
        let cells = left.iter().zip(right).map(|(left, right)| by.compare(left, right));
        cells.fold(Ordering::Equal, Ordering::then)
    });
    rows
}

/// The cells of all tables.
pub(super) fn flat(tables: &[Table], row: &Joined<'_>) -> Row {
    let cells = tables.iter().enumerate();
    cells
        .flat_map(|(table, of)| (0..of.kinds.len()).map(move |column| cell(row, table, column)))
        .collect()
}

/// The number of rows, of values, of different values; the sum, average, least and greatest number.
fn aggregates(numbers: &[Cell], counted: &[Cell]) -> Row {
    let count = |count: usize| Cell::Whole(i64::try_from(count).expect("few rows"));
    let present: Vec<&Cell> = counted.iter().filter(|cell| !cell.is_null()).collect();
    let mut different: Vec<&Cell> = Vec::new();
    for cell in &present {
        if !different.contains(cell) {
            different.push(cell);
        }
    }
    let values: Vec<i64> = numbers
        .iter()
        .filter_map(|cell| match cell {
            Cell::Whole(value) => Some(*value),
            _ => None,
        })
        .collect();
    let whole = |value: Option<i64>| value.map_or(Cell::Null, Cell::Whole);
    let sum = (!values.is_empty()).then(|| values.iter().sum());
    #[expect(clippy::cast_precision_loss, reason = "the numbers are small")]
    let average = sum.map_or(Cell::Null, |sum: i64| Cell::Real(sum as f64 / values.len() as f64));
    vec![
        count(numbers.len()),
        count(present.len()),
        count(different.len()),
        whole(sum),
        average,
        whole(values.iter().min().copied()),
        whole(values.iter().max().copied()),
    ]
}

impl Having {
    fn holds(&self, aggregates: &[Cell]) -> Option<bool> {
        let [rows, counted, _, sum, _, _, greatest] = aggregates else {
            panic!("there are seven aggregates");
        };
        match self {
            Self::Rows(operator, count) => operator.holds(rows, &Cell::Whole(*count)),
            Self::Counted(operator, count) => operator.holds(counted, &Cell::Whole(*count)),
            Self::Sum(operator, value) => operator.holds(sum, &Cell::Whole(*value)),
            Self::SumOrGreatest(least, value) => {
                let sum = Operator::Gt.holds(sum, &Cell::Whole(*least));
                let greatest = Operator::Eq.holds(greatest, &Cell::Whole(*value));
                match (sum, greatest) {
                    (Some(true), _) | (_, Some(true)) => Some(true),
                    (Some(false), Some(false)) => Some(false),
                    _ => None,
                }
            }
        }
    }
}
