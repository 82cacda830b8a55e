-- New table egg.
CREATE TABLE "egg" (
    "id" INTEGER NOT NULL,
    "hen" INTEGER NOT NULL,
    CONSTRAINT "egg_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "egg_hen_fkey" FOREIGN KEY ("hen") REFERENCES "hen" ("id") DEFERRABLE INITIALLY DEFERRED
);

-- New table hen.
CREATE TABLE "hen" (
    "id" INTEGER NOT NULL,
    "egg" INTEGER NOT NULL,
    CONSTRAINT "hen_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "hen_egg_fkey" FOREIGN KEY ("egg") REFERENCES "egg" ("id") DEFERRABLE INITIALLY DEFERRED
);

-- Index of egg.
CREATE INDEX "egg_hen_idx" ON "egg" ("hen");

-- Index of hen.
CREATE INDEX "hen_egg_idx" ON "hen" ("egg");
