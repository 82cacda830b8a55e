//! Tables, types and all that they hold, from nothing and back.

use super::case::{Case, Query};

const SHOP: &str = r#"
[enum.order_state]
values = ["open", "paid"]

[namespace.sales]
comment = "What is sold."

[table.customer]
comment = "Someone who buys."
[table.customer.columns]
id = { type = "bigint", identity = true, primary_key = true }
email = { type = "varchar(255)", unique = true, comment = "Where to write to." }
nickname = { type = "text", nullable = true }
tags = { type = "text[]", default = [] }
meta = { type = "jsonb", default = { value = { theme = "dark" } } }
joined = { type = "timestamptz", default = "now()" }
shown = { type = "text", generated = "coalesce(nickname, email)" }
[[table.customer.index]]
columns = ["nickname", { expression = "lower(email)", order = "desc", nulls = "last", opclass = "text_pattern_ops", collation = "C" }]
where = "nickname is not null"
[[table.customer.check]]
name = "email_at"
expression = "email like '%@%'"

[table.order]
schema = "sales"
[table.order.columns]
id = { type = "uuid", default = "uuid()", primary_key = true }
customer_id = { references = "customer", on_delete = "cascade" }
state = { type = "order_state", default = "open" }
total = { type = "numeric(10,2)", default = "0.00" }
previous = { references = "order", nullable = true, on_delete = "set_null" }
[[table.order.unique]]
columns = ["customer_id", "state"]
deferrable = "initially_deferred"
[[table.order.index]]
columns = ["total"]
method = "btree"
include = ["state"]
"#;

#[test]
fn a_schema_from_nothing() {
    let case = Case::new("", SHOP);
    insta::assert_snapshot!(case.up(), @r#"
    -- Creates the namespace sales.
    CREATE SCHEMA "sales";

    COMMENT ON SCHEMA "sales" IS 'What is sold.';

    -- Creates the type order_state.
    CREATE TYPE "order_state" AS ENUM (
        'open',
        'paid'
    );

    -- Creates the table customer.
    CREATE TABLE "customer" (
        "id" bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
        "email" character varying(255) NOT NULL,
        "nickname" text,
        "tags" text[] DEFAULT '{}' NOT NULL,
        "meta" jsonb DEFAULT '{"theme":"dark"}' NOT NULL,
        "joined" timestamp with time zone DEFAULT now() NOT NULL,
        "shown" text GENERATED ALWAYS AS (coalesce(nickname, email)) STORED NOT NULL,
        CONSTRAINT "customer_pkey" PRIMARY KEY ("id"),
        CONSTRAINT "customer_email_key" UNIQUE ("email"),
        CONSTRAINT "email_at" CHECK (email like '%@%')
    );

    COMMENT ON TABLE "customer" IS 'Someone who buys.';

    COMMENT ON COLUMN "customer"."email" IS 'Where to write to.';

    CREATE INDEX "customer_nickname_lower_idx" ON "customer" ("nickname", (lower(email)) COLLATE "C" text_pattern_ops DESC NULLS LAST)
        WHERE (nickname is not null);

    -- Creates the table sales.order.
    CREATE TABLE "sales"."order" (
        "id" uuid DEFAULT gen_random_uuid() NOT NULL,
        "customer_id" bigint NOT NULL,
        "state" "order_state" DEFAULT 'open' NOT NULL,
        "total" numeric(10,2) DEFAULT 0.00 NOT NULL,
        "previous" uuid,
        CONSTRAINT "order_pkey" PRIMARY KEY ("id"),
        CONSTRAINT "order_customer_id_state_key" UNIQUE ("customer_id", "state") DEFERRABLE INITIALLY DEFERRED
    );

    CREATE INDEX "order_previous_idx" ON "sales"."order" ("previous");

    CREATE INDEX "order_total_state_idx" ON "sales"."order" ("total") INCLUDE ("state");

    ALTER TABLE "sales"."order" ADD CONSTRAINT "order_customer_id_fkey"
        FOREIGN KEY ("customer_id") REFERENCES "customer" ("id") ON DELETE CASCADE;

    ALTER TABLE "sales"."order" ADD CONSTRAINT "order_previous_fkey"
        FOREIGN KEY ("previous") REFERENCES "sales"."order" ("id") ON DELETE SET NULL;
    "#);
    insta::assert_snapshot!(case.down(), @r#"
    -- lossy: Drops the table sales.order and all of its rows.
    -- Careful: code that uses sales.order fails from here on
    DROP TABLE "sales"."order";

    -- lossless: Drops the namespace sales; refused unless it is empty by now.
    DROP SCHEMA "sales";

    -- lossless: Drops the type order_state, which no column has any more.
    DROP TYPE "order_state";

    -- lossy: Drops the table customer and all of its rows.
    -- Careful: code that uses customer fails from here on
    DROP TABLE "customer";
    "#);
    case.run("", &[]);
}

#[test]
fn every_row_survives_nothing() {
    let case = Case::new(SHOP, SHOP);
    assert_eq!(case.up(), "");
    case.run(
        "insert into customer (email) values ('a@b')",
        &[Query::kept("select count(*) from customer", &["1"])],
    );
}
