-- Renames table note to remark; no row is touched.
-- Careful: code that knows it as note fails from here on
ALTER TABLE "note" RENAME TO "remark";

-- Renames constraint note_pkey of remark to remark_pkey; no row is touched.
ALTER TABLE "remark" RENAME CONSTRAINT "note_pkey" TO "remark_pkey";

-- Creates the table note.
CREATE TABLE "note" (
    "id" bigint NOT NULL,
    "count" integer NOT NULL,
    CONSTRAINT "note_pkey" PRIMARY KEY ("id")
);
