use codegen::dialect::DialectName;

use super::Case;

#[test]
fn hints_name_things_as_the_database_does() {
    let case = Case::new(
        r#"
        [enum.order_state]
        values       = ["open", { name = "missing", renamed_from = "lost" }]
        replaced     = { packed = "open" }
        renamed_from = "state"

        [table.line]
        table        = "OrderLine"
        schema       = "sales"
        renamed_from = "item"
        [table.line.columns]
        id    = { type = "bigint", identity = true, primary_key = true }
        state = { type = "order_state", default = "open" }
        nick  = { type = "text", column = "nickName", nullable = true, renamed_from = "handle" }
        note  = { type = "text", backfill = "''" }
        size  = { type = "integer", using = { postgres = "size::integer", sqlite = "cast(size as integer)" } }
        [[table.line.index]]
        columns      = ["nick"]
        renamed_from = "old_index"
        [[table.line.unique]]
        columns      = ["size"]
        renamed_from = "old_unique"
        "#,
    );
    let postgres: Vec<_> = case.hints(DialectName::Postgres).ids().into_iter().collect();
    assert_eq!(
        postgres,
        [
            "backfill sales.OrderLine.note ''",
            "rename column sales.OrderLine.handle to nickName",
            "rename constraint sales.OrderLine.old_unique to OrderLine_size_key",
            "rename enum state to order_state",
            "rename index sales.OrderLine.old_index to OrderLine_nickName_idx",
            "rename table item to sales.OrderLine",
            "rename value order_state.lost to missing",
            "replace order_state.packed by open",
            "using sales.OrderLine.size size::integer",
        ]
    );
    let sqlite = case.hints(DialectName::Sqlite).ids();
    assert!(sqlite.contains("rename table item to sales_OrderLine"), "{sqlite:?}");
    assert!(
        sqlite.contains("using sales_OrderLine.size cast(size as integer)"),
        "{sqlite:?}"
    );
}
