-- Adds the column visit.id; rewrites visit while it is locked.
ALTER TABLE "visit" ADD COLUMN "id" bigint GENERATED ALWAYS AS IDENTITY NOT NULL;

-- Adds the primary key visit_pkey: builds its index while visit is locked.
ALTER TABLE "visit" ADD CONSTRAINT "visit_pkey"
    PRIMARY KEY ("id");
