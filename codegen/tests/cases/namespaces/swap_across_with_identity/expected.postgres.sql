-- Moves constraint thing_pkey of b.thing out of the way: its name is taken over below.
ALTER INDEX "a"."thing_pkey" RENAME TO "thing_pkey__moving_0";

-- Moves table a.thing out of the way: its name is taken over below.
ALTER TABLE "a"."thing" RENAME TO "thing__moving_1";

-- Gives the sequence of b.thing.id another name: there may be one of its name where the table goes.
DO $$
BEGIN
    EXECUTE format('ALTER SEQUENCE %s RENAME TO %I', pg_get_serial_sequence('"b"."thing"', 'id'), 'thing_id_seq__moving_2');
END
$$;

-- Renames table b.thing to a.thing; no row is touched.
ALTER TABLE "b"."thing" SET SCHEMA "a";

-- Gives the sequence of a.thing__moving_1.id another name: there may be one of its name where the table goes.
DO $$
BEGIN
    EXECUTE format('ALTER SEQUENCE %s RENAME TO %I', pg_get_serial_sequence('"a"."thing__moving_1"', 'id'), 'thing_id_seq__moving_3');
END
$$;

-- Renames table a.thing__moving_1 to b.thing; no row is touched.
ALTER TABLE "a"."thing__moving_1" SET SCHEMA "b";

-- Renames table a.thing__moving_1 to b.thing; no row is touched.
-- Careful: code that knows it as a.thing fails from here on
ALTER TABLE "b"."thing__moving_1" RENAME TO "thing";

-- Renames constraint thing_pkey__moving_0 of b.thing to thing_pkey; no row is touched.
ALTER TABLE "b"."thing" RENAME CONSTRAINT "thing_pkey__moving_0" TO "thing_pkey";

-- Gives the sequence of a.thing.id its name.
ALTER SEQUENCE "a"."thing_id_seq__moving_2" RENAME TO "thing_id_seq";

-- Gives the sequence of b.thing.id its name.
ALTER SEQUENCE "b"."thing_id_seq__moving_3" RENAME TO "thing_id_seq";
