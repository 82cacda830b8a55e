-- Builds an index on hen; writes to it wait meanwhile.
CREATE INDEX "hen_egg_idx" ON "hen" ("egg");

-- Adds the foreign key hen_egg_fkey: checks every row, and writes to hen and egg wait meanwhile.
ALTER TABLE "hen" ADD CONSTRAINT "hen_egg_fkey"
    FOREIGN KEY ("egg") REFERENCES "egg" ("id");
