-- Creates the namespace b.
CREATE SCHEMA "b";

-- Renames table a.note to b.note; no row is touched.
ALTER TABLE "a"."note" SET SCHEMA "b";

-- Drops the namespace a; refused unless it is empty by now.
DROP SCHEMA "a";
