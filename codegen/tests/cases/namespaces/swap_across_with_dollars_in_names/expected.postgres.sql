-- Moves constraint th$$'ing_pkey of b.th$$'ing out of the way: its name is taken over below.
ALTER INDEX "a"."th$$'ing_pkey" RENAME TO "th$$'ing_pkey__moving_0";

-- Moves table a.th$$'ing out of the way: its name is taken over below.
ALTER TABLE "a"."th$$'ing" RENAME TO "th$$'ing__moving_1";

-- Gives the sequence of b.th$$'ing.id another name: there may be one of its name where the table goes.
DO $rename_1$
BEGIN
    EXECUTE format('ALTER SEQUENCE %s RENAME TO %I', pg_get_serial_sequence('"b"."th$$''ing"', 'id'), 'th$$''ing_id_seq__moving_2');
END
$rename_1$;

-- Renames table b.th$$'ing to a.th$$'ing; no row is touched.
ALTER TABLE "b"."th$$'ing" SET SCHEMA "a";

-- Gives the sequence of a.th$$'ing__moving_1.id another name: there may be one of its name where the table goes.
DO $rename_1$
BEGIN
    EXECUTE format('ALTER SEQUENCE %s RENAME TO %I', pg_get_serial_sequence('"a"."th$$''ing__moving_1"', 'id'), 'th$$''ing_id_seq__moving_3');
END
$rename_1$;

-- Renames table a.th$$'ing__moving_1 to b.th$$'ing; no row is touched.
ALTER TABLE "a"."th$$'ing__moving_1" SET SCHEMA "b";

-- Renames table a.th$$'ing__moving_1 to b.th$$'ing; no row is touched.
-- Careful: code that knows it as a.th$$'ing fails from here on
ALTER TABLE "b"."th$$'ing__moving_1" RENAME TO "th$$'ing";

-- Renames constraint th$$'ing_pkey__moving_0 of b.th$$'ing to th$$'ing_pkey; no row is touched.
ALTER TABLE "b"."th$$'ing" RENAME CONSTRAINT "th$$'ing_pkey__moving_0" TO "th$$'ing_pkey";

-- Gives the sequence of a.th$$'ing.id its name.
ALTER SEQUENCE "a"."th$$'ing_id_seq__moving_2" RENAME TO "th$$'ing_id_seq";

-- Gives the sequence of b.th$$'ing.id its name.
ALTER SEQUENCE "b"."th$$'ing_id_seq__moving_3" RENAME TO "th$$'ing_id_seq";
