-- The server numbers visit.id; locks visit for a moment.
ALTER TABLE "visit" ALTER COLUMN "id" ADD GENERATED ALWAYS AS IDENTITY;

-- Numbers of visit.id go on after the highest that is there.
SELECT setval(
    pg_get_serial_sequence('"visit"', 'id'),
    coalesce(max("id"), 1),
    max("id") IS NOT NULL
) FROM "visit";
