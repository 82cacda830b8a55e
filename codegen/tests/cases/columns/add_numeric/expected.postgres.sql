-- Adds the column note.price; locks note for a moment.
ALTER TABLE "note" ADD COLUMN "price" numeric(10,2) DEFAULT 9.90 NOT NULL;

-- Adds the column note.rate; locks note for a moment.
ALTER TABLE "note" ADD COLUMN "rate" numeric(30,10) DEFAULT 0.5 NOT NULL;
