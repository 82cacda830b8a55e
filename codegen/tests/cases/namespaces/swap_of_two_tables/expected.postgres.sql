-- Renames table a.one to b.one; no row is touched.
ALTER TABLE "a"."one" SET SCHEMA "b";

-- Renames table b.two to a.two; no row is touched.
ALTER TABLE "b"."two" SET SCHEMA "a";
