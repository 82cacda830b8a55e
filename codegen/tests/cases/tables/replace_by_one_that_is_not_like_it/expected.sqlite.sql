-- New table new.
CREATE TABLE "new" (
    "id" INTEGER NOT NULL,
    "at" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    CONSTRAINT "new_pkey" PRIMARY KEY ("id")
);

-- Drop table old and its rows.
DROP TABLE "old";
