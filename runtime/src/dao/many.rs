//! Inserting many rows.

use super::write::{checks_path, complete, out_of_scope};
use crate::db::{Runner, Session};
use crate::driver::{Decode, Request};
use crate::error::Result;
use crate::model::{Create, Model, Patch, Table, Values, Writable};
use crate::statement::{self, Kind, cached};
use crate::value::Datum;

/// The rows of one set of columns, which go into one statement.
struct Group {
    columns: Vec<usize>,
    /// The places that the rows had among all.
    places: Vec<usize>,
    rows: Vec<Vec<Datum<'static>>>,
}

/// The values of each row.
pub(super) fn values<M: Writable>(rows: impl IntoIterator<Item: Into<M::Patch>>) -> Vec<Values> {
    rows.into_iter()
        .map(|row| {
            let patch: Patch<M, Create> = super::Exec::into_patch(row.into());
            patch.values
        })
        .collect()
}

pub(super) async fn insert(
    table: &'static Table,
    session: Session<'_>,
    owner: Option<&Datum<'static>>,
    rows: Vec<Values>,
) -> Result<u64> {
    let owner = super::scope_owner(table, owner);
    let groups = groups(table, session, owner, rows)?;
    let no_decoder: Option<Decode<()>> = None;
    let written = run(table, session, owner, groups, no_decoder).await?;
    Ok(written.0)
}

pub(super) async fn insert_returning<M: Model>(
    session: Session<'_>,
    owner: Option<&Datum<'static>>,
    rows: Vec<Values>,
) -> Result<Vec<M>> {
    let table = M::TABLE;
    let owner = super::scope_owner(table, owner);
    let groups = groups(table, session, owner, rows)?;
    let places: Vec<usize> = groups.iter().flat_map(|group| group.places.clone()).collect();
    let decode: Decode<M> = M::decode;
    let (_, found) = run(table, session, owner, groups, Some(decode)).await?;
    let mut ordered: Vec<(usize, M)> = places.into_iter().zip(found).collect();
    ordered.sort_by_key(|(place, _)| *place);
    Ok(ordered.into_iter().map(|(_, row)| row).collect())
}

/// Rows that set the same columns together, in the order in which they first appear: a column that is not set gets
/// its default, which only a statement without the column gives it.
fn groups(
    table: &'static Table,
    session: Session<'_>,
    owner: Option<&Datum<'static>>,
    rows: Vec<Values>,
) -> Result<Vec<Group>> {
    let mut groups: Vec<Group> = Vec::new();
    for (place, row) in rows.into_iter().enumerate() {
        let set = complete(table, session.syntax(), owner, row)?;
        let same = |group: &Group| group.columns.iter().eq(set.iter().map(|(at, _)| at));
        let known = groups.iter().rposition(same);
        let at = known.unwrap_or_else(|| {
            groups.push(Group {
                columns: set.iter().map(|(at, _)| *at).collect(),
                places: Vec::new(),
                rows: Vec::new(),
            });
            groups.len() - 1
        });
        groups[at].places.push(place);
        groups[at].rows.push(set.into_iter().map(|(_, value)| value).collect());
    }
    Ok(groups)
}

/// Runs the statements of all groups: all or none.
async fn run<T: Send>(
    table: &'static Table,
    session: Session<'_>,
    owner: Option<&Datum<'static>>,
    mut groups: Vec<Group>,
    decode: Option<Decode<T>>,
) -> Result<(u64, Vec<T>)> {
    // One statement of arrays is all or nothing by itself, unless rows out of scope must undo it.
    let alone = session.syntax().arrays && groups.len() == 1 && !(owner.is_some() && checks_path(table));
    match session.runner {
        _ if groups.is_empty() => Ok((0, Vec::new())),
        _ if alone => {
            let group = groups.remove(0);
            run_group(table, session, owner, group, decode).await
        }
        Runner::Db(db) => {
            db.transaction(async |tx| run_groups(table, Session::of_tx(&tx), owner, groups, decode).await)
                .await
        }
        Runner::Tx(tx) => {
            tx.transaction(async |tx| run_groups(table, Session::of_tx(&tx), owner, groups, decode).await)
                .await
        }
    }
}

async fn run_groups<T: Send>(
    table: &'static Table,
    session: Session<'_>,
    owner: Option<&Datum<'static>>,
    groups: Vec<Group>,
    decode: Option<Decode<T>>,
) -> Result<(u64, Vec<T>)> {
    let mut total = 0;
    let mut found = Vec::new();
    for group in groups {
        let expected = group.rows.len();
        let (count, rows) = run_group(table, session, owner, group, decode).await?;
        if usize::try_from(count) != Ok(expected) {
            return Err(out_of_scope(table));
        }
        total += count;
        found.extend(rows);
    }
    Ok((total, found))
}

async fn run_group<T: Send>(
    table: &'static Table,
    session: Session<'_>,
    owner: Option<&Datum<'static>>,
    group: Group,
    decode: Option<Decode<T>>,
) -> Result<(u64, Vec<T>)> {
    if session.syntax().arrays && !group.columns.is_empty() {
        return insert_unnested(table, session, owner, group, decode).await;
    }
    insert_each(table, session, owner, group, decode).await
}

/// One statement with an array per column.
async fn insert_unnested<T: Send>(
    table: &'static Table,
    session: Session<'_>,
    owner: Option<&Datum<'static>>,
    group: Group,
    decode: Option<Decode<T>>,
) -> Result<(u64, Vec<T>)> {
    let (syntax, columns) = (session.syntax(), group.columns);
    let checked = owner.filter(|_| checks_path(table));
    let returning = decode.is_some();
    let kind = Kind::InsertUnnested { returning };
    let sql = cached(table, syntax, kind, checked.is_some(), &columns, || {
        statement::insert_unnested(syntax, table, &columns, checked.is_some(), returning)
    });
    let mut arrays: Vec<Vec<Datum<'static>>> = columns.iter().map(|_| Vec::with_capacity(group.rows.len())).collect();
    for row in group.rows {
        for (array, value) in arrays.iter_mut().zip(row) {
            array.push(value);
        }
    }
    let mut parameters: Vec<Datum<'static>> = arrays.into_iter().map(Datum::Array).collect();
    parameters.extend(checked.cloned());
    let request = Request::write(table, &sql, &parameters).on_behalf_of(owner);
    match decode {
        Some(decode) => {
            let rows = session.fetch(&request, decode, usize::MAX).await?;
            Ok((rows.len() as u64, rows))
        }
        None => Ok((session.execute(&request).await?, Vec::new())),
    }
}

/// One statement, prepared once, per row.
async fn insert_each<T: Send>(
    table: &'static Table,
    session: Session<'_>,
    owner: Option<&Datum<'static>>,
    mut group: Group,
    decode: Option<Decode<T>>,
) -> Result<(u64, Vec<T>)> {
    let (syntax, columns) = (session.syntax(), group.columns);
    let checked = owner.filter(|_| checks_path(table));
    let kind = Kind::InsertEach {
        returning: decode.is_some(),
    };
    let sql = cached(table, syntax, kind, checked.is_some(), &columns, || {
        statement::insert(syntax, table, &columns, checked.is_some(), None, decode.is_some())
    });
    for row in &mut group.rows {
        row.extend(checked.cloned());
    }
    let request = Request::write(table, &sql, &[]).on_behalf_of(owner);
    session.fetch_each(&request, &columns, &group.rows, decode).await
}
