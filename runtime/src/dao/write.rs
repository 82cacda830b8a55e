//! Creating, updating, deleting one row.

use super::read::{primary_key, with_owner};
use crate::db::Session;
use crate::driver::{Request, Syntax};
use crate::error::{Error, Result};
use crate::identifier::{made_at_update, made_here};
use crate::model::{Model, OperationKind, Table, Values};
use crate::statement::{self, Conflict, Kind, cached, mask};
use crate::validation::validate;
use crate::value::Datum;

pub(super) async fn exec<M: Model>(
    kind: OperationKind,
    session: Session<'_>,
    owner: Option<&Datum<'static>>,
    values: Values,
) -> Result<M> {
    match kind {
        OperationKind::Create => create(session, owner, values).await,
        OperationKind::Update => update(session, owner, values).await,
    }
}

async fn create<M: Model>(session: Session<'_>, owner: Option<&Datum<'static>>, values: Values) -> Result<M> {
    let (table, syntax) = (M::TABLE, session.syntax());
    let owner = super::scope_owner(table, owner);
    let (columns, mut parameters, set) = prepared(table, syntax, owner, values)?;
    let sql = cached(table, syntax, Kind::Insert, owner.is_some(), &columns, || {
        statement::insert(syntax, table, &columns, owner.is_some(), None, true)
    });
    if checks_path(table) {
        parameters.extend(owner.cloned());
    }
    let request = Request {
        set: &set,
        ..Request::write(table, &sql, &parameters).on_behalf_of(owner)
    };
    let row = session.fetch_first(&request, M::decode).await?;
    row.ok_or_else(|| out_of_scope(table))
}

pub(super) async fn upsert<M: Model>(
    constraint: Option<&'static str>,
    session: Session<'_>,
    owner: Option<&Datum<'static>>,
    values: Values,
) -> Result<M> {
    let (table, syntax) = (M::TABLE, session.syntax());
    let owner = super::scope_owner(table, owner);
    let unique = constraint.map(|name| unique_index(table, name)).transpose()?;
    let target = match unique {
        Some(at) => table.uniques[at].columns,
        None => primary_key(table)?,
    };
    // Values that are made here, such as a new key, are for a new row alone; so are keys and the owner.
    let updated: Vec<usize> = values
        .set
        .iter()
        .map(|(at, _)| *at)
        .filter(|at| !target.contains(at) && !is_key(table, *at) && !is_owner(table, *at))
        .collect();
    let moved: Vec<(usize, Datum<'static>)> = moved(table, &values.set)
        .filter(|(at, _)| !target.contains(at) && !is_key(table, *at))
        .collect();
    let moved_columns: Vec<usize> = moved.iter().map(|(at, _)| *at).collect();
    let (columns, mut parameters, set) = prepared(table, syntax, owner, values)?;
    let build = || {
        let conflict = Conflict {
            target,
            update: &updated,
            moved: &moved_columns,
        };
        statement::insert(syntax, table, &columns, owner.is_some(), Some(conflict), true)
    };
    let sql = match mask(&updated) {
        Some(updated) => cached(
            table,
            syntax,
            Kind::Upsert(unique, updated),
            owner.is_some(),
            &columns,
            build,
        ),
        None => build().into(),
    };
    parameters.extend(moved.into_iter().map(|(_, value)| value));
    parameters.extend(owner.cloned());
    let request = Request {
        set: &set,
        ..Request::write(table, &sql, &parameters).on_behalf_of(owner)
    };
    let row = session.fetch_first(&request, M::decode).await?;
    row.ok_or_else(|| out_of_scope(table))
}

async fn update<M: Model>(session: Session<'_>, owner: Option<&Datum<'static>>, mut values: Values) -> Result<M> {
    let (table, syntax) = (M::TABLE, session.syntax());
    let owner = super::scope_owner(table, owner);
    let key = primary_key(table)?;
    let key_values = std::mem::take(&mut values.key);
    if let Some((at, source)) = values.failure.take() {
        return Err(encode_error(table, at, source));
    }
    if owner.is_some() && values.set.iter().any(|(at, _)| is_owner(table, *at)) {
        return Err(Error::Scope {
            table: table.name.to_owned(),
            reason: "the owner of a row cannot be changed under a scope".to_owned(),
        });
    }
    validate(table, &values.set)?;
    let moved: Vec<(usize, Datum<'static>)> = moved(table, &values.set).collect();
    for (at, value) in moved {
        values.set(at, value);
    }
    let set = values.set;
    if set.is_empty() && table.columns.iter().all(|column| column.update_default.is_none()) {
        let found = super::read::find(session, owner, &key_values).await?;
        return found.ok_or_else(super::not_found::<M>);
    }
    let columns: Vec<usize> = set.iter().map(|(at, _)| *at).collect();
    let sql = cached(table, syntax, Kind::Update, owner.is_some(), &columns, || {
        statement::update(syntax, table, &columns, key, owner.is_some())
    });
    let (mut parameters, set) = parameters_of(table, set);
    parameters.extend(key_values);
    parameters.extend(owner.cloned());
    let request = Request {
        set: &set,
        ..Request::write(table, &sql, &parameters).on_behalf_of(owner)
    };
    let row = session.fetch_first(&request, M::decode).await?;
    row.ok_or_else(super::not_found::<M>)
}

pub(super) async fn delete(
    table: &'static Table,
    session: Session<'_>,
    owner: Option<&Datum<'static>>,
    key: &[Datum<'_>],
) -> Result<bool> {
    let syntax = session.syntax();
    let owner = super::scope_owner(table, owner);
    let columns = primary_key(table)?;
    let sql = cached(table, syntax, Kind::Delete, owner.is_some(), &[], || {
        statement::delete(syntax, table, columns, owner.is_some())
    });
    let parameters = match owner {
        Some(owner) => with_owner(key, owner),
        None => key.to_vec(),
    };
    let deleted = session
        .execute(&Request::write(table, &sql, &parameters).on_behalf_of(owner))
        .await?;
    Ok(deleted > 0)
}

/// Columns, their values, and those of the values that belong to foreign keys once more.
type Prepared = (Vec<usize>, Vec<Datum<'static>>, Vec<(usize, Datum<'static>)>);

/// What an insert writes: the values that were set, checked, with the owner and the keys that are made here.
fn prepared(
    table: &'static Table,
    syntax: &Syntax,
    owner: Option<&Datum<'static>>,
    values: Values,
) -> Result<Prepared> {
    let set = complete(table, syntax, owner, values)?;
    let columns = set.iter().map(|(at, _)| *at).collect();
    let (parameters, kept) = parameters_of(table, set);
    Ok((columns, parameters, kept))
}

/// The values of a new row: those that were set, checked, with the owner and the keys that are made here.
pub(super) fn complete(
    table: &'static Table,
    syntax: &Syntax,
    owner: Option<&Datum<'static>>,
    mut values: Values,
) -> Result<Vec<(usize, Datum<'static>)>> {
    if let Some((at, source)) = values.failure.take() {
        return Err(encode_error(table, at, source));
    }
    if let Some((at, owner)) = owner_column(table).zip(owner) {
        if values.get(at).is_some_and(|given| given != owner) {
            return Err(out_of_scope(table));
        }
        values.set(at, owner.clone());
    }
    validate(table, &values.set)?;
    for (at, column) in table.columns.iter().enumerate() {
        if !column.default.is_none()
            && values.get(at).is_none()
            && let Some(made) = made_here(column.default, syntax.makes_uuids)
        {
            values.set(at, made);
        }
    }
    Ok(values.set)
}

/// The columns that every update moves to a value that is made here, with that value, unless they are set.
fn moved(table: &'static Table, set: &[(usize, Datum<'static>)]) -> impl Iterator<Item = (usize, Datum<'static>)> {
    let columns = table.columns.iter().enumerate();
    columns
        .filter(|(at, _)| !set.iter().any(|(other, _)| other == at))
        .filter_map(|(at, column)| Some((at, made_at_update(column.update_default)?)))
}

/// The values as parameters; those of foreign keys are kept beside them, for the error where one fails on SQLite.
fn parameters_of(
    table: &'static Table,
    set: Vec<(usize, Datum<'static>)>,
) -> (Vec<Datum<'static>>, Vec<(usize, Datum<'static>)>) {
    let in_foreign_key = |at: usize| table.foreign_keys.iter().any(|key| key.columns.contains(&at));
    let kept = set.iter().filter(|(at, _)| in_foreign_key(*at)).cloned().collect();
    (set.into_iter().map(|(_, value)| value).collect(), kept)
}

/// The column of the table itself that holds the owner.
fn owner_column(table: &'static Table) -> Option<usize> {
    let scope = table.scope.as_ref().filter(|scope| scope.path.is_empty())?;
    table.columns.iter().position(|column| column.name == scope.column)
}

/// Whether an insert checks the scope along a path of foreign keys.
pub(super) fn checks_path(table: &'static Table) -> bool {
    table.scope.as_ref().is_some_and(|scope| !scope.path.is_empty())
}

fn is_owner(table: &'static Table, at: usize) -> bool {
    owner_column(table) == Some(at)
}

fn is_key(table: &'static Table, at: usize) -> bool {
    table.primary_key.is_some_and(|key| key.columns.contains(&at))
}

fn unique_index(table: &'static Table, name: &str) -> Result<usize> {
    let found = table.uniques.iter().position(|unique| unique.name == name);
    found.ok_or_else(|| Error::Configuration(format!("`{}` has no unique constraint `{name}`", table.name)))
}

pub(super) fn out_of_scope(table: &'static Table) -> Error {
    Error::Scope {
        table: table.name.to_owned(),
        reason: "the row would not be, or is not, in the scope of the executor".to_owned(),
    }
}

fn encode_error(table: &'static Table, at: usize, source: crate::value::EncodeError) -> Error {
    Error::Encode {
        table: table.name.to_owned(),
        column: table.columns[at].name.to_owned(),
        source,
    }
}
