//! Reading all rows of the tables of a catalog, each value as the SQL that gives it.

use tablesmith::Db;

use crate::catalog::{Catalog, Table};
use crate::database::DatabaseError;
use crate::dialect::Dialect;
use crate::rows::{Made, Values, quoted};

/// What stands between two values of a row: no value has it, since no made-up text does.
const BETWEEN: char = '\u{1f}';

/// So many values are put together in one expression; more would nest too deep.
const TOGETHER: usize = 40;

/// All rows of all tables, without what the database computes.
pub(super) async fn read(db: &Db, catalog: &Catalog) -> Result<Made, DatabaseError> {
    let mut data = Made::new();
    for table in catalog.tables.values() {
        data.insert(
            table.name.clone(),
            read_table(db, table, catalog.dialect.dialect()).await?,
        );
    }
    Ok(data)
}

async fn read_table(db: &Db, table: &Table, dialect: &dyn Dialect) -> Result<Vec<Values>, DatabaseError> {
    let columns = table.columns.iter().filter(|column| column.generated.is_none());
    let columns: Vec<_> = columns.map(|column| column.name.as_str()).collect();
    let rows: Vec<(String,)> = db.rows(&query(table, &columns, dialect), &[]).await?;
    let mut found: Vec<Values> = (rows.into_iter())
        .map(|(row,)| {
            let values = row.split(BETWEEN).map(str::to_owned);
            columns.iter().map(|column| (*column).to_owned()).zip(values).collect()
        })
        .collect();
    found.sort();
    Ok(found)
}

fn query(table: &Table, columns: &[&str], dialect: &dyn Dialect) -> String {
    let between = format!(" || '{BETWEEN}' || ");
    let groups: Vec<_> = (columns.chunks(TOGETHER))
        .map(|columns| {
            let shown: Vec<_> = (columns.iter())
                .map(|column| dialect.shown(&dialect.quote_identifier(column)))
                .collect();
            format!("({})", shown.join(&between))
        })
        .collect();
    let row = if groups.is_empty() {
        "''".to_owned()
    } else {
        groups.join(&between)
    };
    format!("SELECT {row} FROM {}", quoted(&table.name, dialect))
}
