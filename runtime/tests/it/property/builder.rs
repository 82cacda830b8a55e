//! Columns with their types, and conditions and orders as the builder takes them.

use tablesmith::Timestamp;
use tablesmith::prelude::*;
use tablesmith::query::{Alias, Expr, Filter, IntoExpr as _, Operand, Order, TextValue};

use super::condition::{Condition, Operator, Test};
use super::data::{self, AUTHOR, Author, BOOK, BOOK_LABEL, Book, BookLabel, Cell, LABEL, Label, Row};
use super::plan::{By, Nulls};

/// An expression of one of the types that columns have.
pub(super) enum Typed<E> {
    Whole(Expr<E, i32>),
    MaybeWhole(Expr<E, Option<i32>>),
    Text(Expr<E, String>),
    MaybeText(Expr<E, Option<String>>),
    MaybeReal(Expr<E, Option<f64>>),
    Time(Expr<E, Timestamp>),
    Truth(Expr<E, bool>),
}

/// The same for an expression of whichever type.
macro_rules! each {
    ($typed:expr, $expression:ident => $then:expr) => {
        match $typed {
            $crate::property::builder::Typed::Whole($expression) => $then,
            $crate::property::builder::Typed::MaybeWhole($expression) => $then,
            $crate::property::builder::Typed::Text($expression) => $then,
            $crate::property::builder::Typed::MaybeText($expression) => $then,
            $crate::property::builder::Typed::MaybeReal($expression) => $then,
            $crate::property::builder::Typed::Time($expression) => $then,
            $crate::property::builder::Typed::Truth($expression) => $then,
        }
    };
}
pub(super) use each;

/// A table as the builder names it.
pub(super) trait Side: Sized {
    const TABLE: data::Table;

    fn column(at: usize) -> Typed<Self>;
}

macro_rules! sides {
    ($($model:ident $table:ident [$($column:ident $kind:ident),*];)*) => {$(
        impl Side for $model {
            const TABLE: data::Table = $table;

            fn column(at: usize) -> Typed<Self> {
                [$(|| Typed::$kind($model::$column.into_expr())),*][at]()
            }
        }

        impl Side for Alias<$model, 1> {
            const TABLE: data::Table = $table;

            fn column(at: usize) -> Typed<Self> {
                [$(|| Typed::$kind($model::$column.of::<1>())),*][at]()
            }
        }

        impl Cells for $model {
            fn push(self, cells: &mut Row) {
                let read: fn($model) -> Row = $model::cells;
                cells.extend(read(self));
            }

            fn width() -> usize {
                $table.kinds.len()
            }
        }
    )*};
}

sides! {
    Author AUTHOR [ID Whole, NAME Text, AGE MaybeWhole, NICK MaybeText];
    Book BOOK [
        ID Whole, AUTHOR_ID MaybeWhole, SEQUEL_OF MaybeWhole, TITLE Text, SCORE Whole, PAGES MaybeWhole, RATING MaybeReal,
        AT Time, SOLD Truth
    ];
    Label LABEL [ID Whole, NAME Text, WEIGHT MaybeWhole];
    BookLabel BOOK_LABEL [BOOK_ID Whole, LABEL_ID Whole, NOTE MaybeText];
}

/// What the builder gives, as cells.
pub(super) trait Cells {
    fn push(self, cells: &mut Row);

    fn width() -> usize {
        1
    }
}

/// A row as cells.
pub(super) fn cells(row: impl Cells) -> Row {
    let mut cells = Row::new();
    row.push(&mut cells);
    cells
}

macro_rules! values {
    ($($type:ty, $value:ident => $cell:expr, $from:pat => $back:expr;)*) => {$(
        impl Cells for $type {
            fn push(self, cells: &mut Row) {
                let $value = self;
                cells.push($cell);
            }
        }

        impl FromCell for $type {
            fn from_cell(cell: &Cell) -> Self {
                match cell {
                    $from => $back,
                    other => panic!("{other:?} is no value of {}", stringify!($type)),
                }
            }
        }
    )*};
}

/// A value as the builder takes it.
trait FromCell {
    fn from_cell(cell: &Cell) -> Self;
}

values! {
    i32, value => Cell::Whole(value.into()), Cell::Whole(value) => i32::try_from(*value).expect("a small number");
    i64, value => Cell::Whole(value), Cell::Whole(value) => *value;
    f64, value => Cell::Real(value), Cell::Real(value) => *value;
    bool, value => Cell::Truth(value), Cell::Truth(value) => *value;
    String, value => Cell::Text(value), Cell::Text(value) => value.clone();
    Timestamp, value => Cell::Time(value), Cell::Time(value) => *value;
}

impl<T: Cells> Cells for Option<T> {
    fn push(self, cells: &mut Row) {
        match self {
            Some(value) => value.push(cells),
            None => cells.extend(std::iter::repeat_n(Cell::Null, T::width())),
        }
    }

    fn width() -> usize {
        T::width()
    }
}

impl<T: FromCell> FromCell for Option<T> {
    fn from_cell(cell: &Cell) -> Self {
        (!cell.is_null()).then(|| T::from_cell(cell))
    }
}

macro_rules! tuples {
    ($($part:ident $index:tt),*) => {
        impl<$($part: Cells),*> Cells for ($($part,)*) {
            fn push(self, cells: &mut Row) {
                $(self.$index.push(cells);)*
            }

            fn width() -> usize {
                0 $(+ $part::width())*
            }
        }
    };
}

tuples!(A 0);
tuples!(A 0, B 1);
tuples!(A 0, B 1, C 2);
tuples!(A 0, B 1, C 2, D 3);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5, G 6);

impl Author {
    pub(super) fn cells(self) -> Row {
        cells(((self.id, self.name), (self.age, self.nick)))
    }
}

impl Book {
    pub(super) fn cells(self) -> Row {
        let first = (self.id, self.author_id, self.sequel_of);
        let second = (self.title, self.score, self.pages);
        cells((first, second, (self.rating, self.at, self.sold)))
    }
}

impl Label {
    pub(super) fn cells(self) -> Row {
        cells((self.id, self.name, self.weight))
    }
}

impl BookLabel {
    pub(super) fn cells(self) -> Row {
        cells((self.book_id, self.label_id, self.note))
    }
}

fn tested<E, T>(column: Expr<E, T>, test: &Test) -> Filter<E>
where
    T: FromCell + Operand<T, With<E> = E>,
{
    match test {
        Test::Compare(operator, value) => operator.of(column, T::from_cell(value)),
        Test::Missing => column.is_missing(),
        Test::Between(least, most) => column.between(T::from_cell(least), T::from_cell(most)),
        Test::In(values) => column.in_list(values.iter().map(T::from_cell)),
        text => panic!("{text:?} of a column that holds no text"),
    }
}

fn text_tested<E, T>(column: Expr<E, T>, test: &Test) -> Filter<E>
where
    T: FromCell + Operand<T, With<E> = E> + TextValue,
{
    match test {
        Test::Like(pattern) => column.like(pattern),
        Test::Ilike(pattern) => column.ilike(pattern),
        Test::StartsWith(text) => column.starts_with(text),
        Test::Contains(text) => column.contains(text),
        test => tested(column, test),
    }
}

fn leaf<X: Side>(column: usize, test: &Test) -> Filter<X> {
    match X::column(column) {
        Typed::Whole(column) => tested(column, test),
        Typed::MaybeWhole(column) => tested(column, test),
        Typed::Text(column) => text_tested(column, test),
        Typed::MaybeText(column) => text_tested(column, test),
        Typed::MaybeReal(column) => tested(column, test),
        Typed::Time(column) => tested(column, test),
        Typed::Truth(column) => tested(column, test),
    }
}

fn columns<A: Side, B: Side>(left: usize, operator: Operator, right: usize) -> Filter<(A, B)> {
    match (A::column(left), B::column(right)) {
        (Typed::Whole(left), Typed::Whole(right)) => operator.of(left, right),
        (Typed::Whole(left), Typed::MaybeWhole(right)) => operator.of(left, right),
        (Typed::MaybeWhole(left), Typed::Whole(right)) => operator.of(left, right),
        (Typed::MaybeWhole(left), Typed::MaybeWhole(right)) => operator.of(left, right),
        (Typed::Text(left), Typed::Text(right)) => operator.of(left, right),
        (Typed::Text(left), Typed::MaybeText(right)) => operator.of(left, right),
        (Typed::MaybeText(left), Typed::Text(right)) => operator.of(left, right),
        (Typed::MaybeText(left), Typed::MaybeText(right)) => operator.of(left, right),
        _ => panic!("columns of two types are never compared"),
    }
}

/// The tables of a query, so that any condition on any of them has the same type.
pub(super) trait Tables {
    type Sources;

    fn leaf(table: usize, column: usize, test: &Test) -> Filter<Self::Sources>;

    fn columns(left: usize, operator: Operator, right: usize) -> Filter<Self::Sources>;
}

impl<A: Side> Tables for (A,) {
    type Sources = (A, A);

    fn leaf(_: usize, column: usize, test: &Test) -> Filter<Self::Sources> {
        all((leaf::<A>(column, test), Filter::<A>::always()))
    }

    fn columns(left: usize, operator: Operator, right: usize) -> Filter<Self::Sources> {
        columns::<A, A>(left, operator, right)
    }
}

macro_rules! tables {
    ($sources:ty; $($part:ident $index:tt),*; $($further:ident),*) => {
        impl<$($part: Side),*> Tables for ($($part,)*) {
            type Sources = $sources;

            fn leaf(table: usize, column: usize, test: &Test) -> Filter<Self::Sources> {
                let mut parts = ($(Filter::<$part>::always(),)*);
                match table {
                    $($index => parts.$index = leaf::<$part>(column, test),)*
                    _ => panic!("there is no table {table}"),
                }
                all(parts)
            }

            fn columns(left: usize, operator: Operator, right: usize) -> Filter<Self::Sources> {
                tables!(@columns columns::<A, B>(left, operator, right); $($further),*)
            }
        }
    };
    (@columns $columns:expr;) => { $columns };
    (@columns $columns:expr; $($further:ident),+) => {
        all(($columns, $(Filter::<$further>::always()),+))
    };
}

tables!((A, B); A 0, B 1;);
tables!(((A, B), C); A 0, B 1, C 2; C);
tables!((((A, B), C), D); A 0, B 1, C 2, D 3; C, D);

pub(super) fn filter<T: Tables>(condition: &Condition) -> Filter<T::Sources> {
    match condition {
        Condition::Always => Filter::always(),
        Condition::Test { table, column, test } => T::leaf(*table, *column, test),
        Condition::Columns { operator, left, right } => T::columns(*left, *operator, *right),
        Condition::And(left, right) => filter::<T>(left).and(filter::<T>(right)),
        Condition::Or(left, right) => filter::<T>(left).or(filter::<T>(right)),
        Condition::Not(of) => filter::<T>(of).not(),
    }
}

/// A condition on one table, as a relation takes it.
pub(super) fn filter_one<A: Side>(condition: &Condition) -> Filter<A> {
    match condition {
        Condition::Always => Filter::always(),
        Condition::Columns { .. } => panic!("a condition of one table compares no columns"),
        Condition::Test { column, test, .. } => leaf::<A>(*column, test),
        Condition::And(left, right) => filter_one::<A>(left).and(filter_one::<A>(right)),
        Condition::Or(left, right) => filter_one::<A>(left).or(filter_one::<A>(right)),
        Condition::Not(of) => filter_one::<A>(of).not(),
    }
}

pub(super) fn order<A: Side>(by: &By) -> Order<A> {
    let order = each!(A::column(by.column), column => if by.descending { column.desc() } else { column.asc() });
    match by.nulls {
        Nulls::Default => order,
        Nulls::First => order.nulls_first(),
        Nulls::Last => order.nulls_last(),
    }
}
