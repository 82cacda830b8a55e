//! Finding, listing, counting.

use crate::db::{FromRow as _, Session};
use crate::driver::Request;
use crate::error::{Error, Result};
use crate::model::{Model, Table};
use crate::statement::{self, Kind, cached};
use crate::value::Datum;

pub(super) async fn find<M: Model>(
    session: Session<'_>,
    owner: Option<&Datum<'static>>,
    key: &[Datum<'_>],
) -> Result<Option<M>> {
    let columns = primary_key(M::TABLE)?;
    find_with(session, owner, Kind::Find, columns, key).await
}

pub(super) async fn find_by<M: Model>(
    session: Session<'_>,
    owner: Option<&Datum<'static>>,
    unique: usize,
    key: &[Datum<'_>],
) -> Result<Option<M>> {
    let columns = M::TABLE.uniques[unique].columns;
    find_with(session, owner, Kind::FindUnique(unique), columns, key).await
}

async fn find_with<M: Model>(
    session: Session<'_>,
    owner: Option<&Datum<'static>>,
    kind: Kind,
    columns: &[usize],
    key: &[Datum<'_>],
) -> Result<Option<M>> {
    let (table, syntax) = (M::TABLE, session.syntax());
    let owner = super::scope_owner(table, owner);
    let sql = cached(table, syntax, kind, owner.is_some(), &[], || {
        statement::find(syntax, table, columns, owner.is_some())
    });
    // Without a scope, the key is passed on as it came.
    let Some(owner) = owner else {
        let request = Request::read(table, &sql, key).on_behalf_of(None);
        return session.fetch_first(&request, M::decode).await;
    };
    let parameters = with_owner(key, owner);
    session
        .fetch_first(
            &Request::read(table, &sql, &parameters).on_behalf_of(Some(owner)),
            M::decode,
        )
        .await
}

pub(super) async fn all<M: Model>(session: Session<'_>, owner: Option<&Datum<'static>>, limit: u64) -> Result<Vec<M>> {
    let (table, syntax) = (M::TABLE, session.syntax());
    let owner = super::scope_owner(table, owner);
    let sql = cached(table, syntax, Kind::All, owner.is_some(), &[], || {
        statement::all(syntax, table, owner.is_some())
    });
    let mut parameters: Vec<Datum<'_>> = owner.into_iter().cloned().collect();
    parameters.push(Datum::Integer(i64::try_from(limit).unwrap_or(i64::MAX)));
    session
        .fetch(
            &Request::read(table, &sql, &parameters).on_behalf_of(owner),
            M::decode,
            usize::MAX,
        )
        .await
}

pub(super) async fn count(table: &'static Table, session: Session<'_>, owner: Option<&Datum<'static>>) -> Result<u64> {
    let syntax = session.syntax();
    let owner = super::scope_owner(table, owner);
    let sql = cached(table, syntax, Kind::Count, owner.is_some(), &[], || {
        statement::count(syntax, table, owner.is_some())
    });
    let parameters: Vec<Datum<'_>> = owner.into_iter().cloned().collect();
    let count = session
        .fetch_first(
            &Request::read(table, &sql, &parameters).on_behalf_of(owner),
            <(i64,)>::from_row,
        )
        .await?;
    Ok(count.and_then(|(count,)| u64::try_from(count).ok()).unwrap_or(0))
}

pub(super) async fn exists(
    table: &'static Table,
    session: Session<'_>,
    owner: Option<&Datum<'static>>,
    key: &[Datum<'_>],
) -> Result<bool> {
    let syntax = session.syntax();
    let owner = super::scope_owner(table, owner);
    let columns = primary_key(table)?;
    let sql = cached(table, syntax, Kind::Exists, owner.is_some(), &[], || {
        statement::key_exists(syntax, table, columns, owner.is_some())
    });
    let mut parameters = key.to_vec();
    parameters.extend(owner.cloned());
    let found = session
        .fetch_first(&Request::read(table, &sql, &parameters).on_behalf_of(owner), |_| Ok(()))
        .await?;
    Ok(found.is_some())
}

pub(super) fn with_owner<'a>(key: &[Datum<'a>], owner: &Datum<'static>) -> Vec<Datum<'a>> {
    let mut parameters = Vec::with_capacity(key.len() + 1);
    parameters.extend_from_slice(key);
    parameters.push(owner.clone());
    parameters
}

pub(super) fn primary_key(table: &'static Table) -> Result<&'static [usize]> {
    let key = table.primary_key.as_ref().map(|key| key.columns);
    key.ok_or_else(|| Error::Unsupported(format!("`{}` has no primary key", table.name)))
}
