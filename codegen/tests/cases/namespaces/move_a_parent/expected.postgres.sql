-- Creates the namespace people.
CREATE SCHEMA "people";

-- Renames table person to people.person; no row is touched.
ALTER TABLE "person" SET SCHEMA "people";
