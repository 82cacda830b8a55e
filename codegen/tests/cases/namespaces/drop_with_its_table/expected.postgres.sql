-- Drops the table sales.bill and all of its rows.
-- Careful: code that uses sales.bill fails from here on
DROP TABLE "sales"."bill";

-- Drops the namespace sales; refused unless it is empty by now.
DROP SCHEMA "sales";
