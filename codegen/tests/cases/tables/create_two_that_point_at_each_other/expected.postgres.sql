-- Creates the table egg.
CREATE TABLE "egg" (
    "id" bigint NOT NULL,
    "hen" bigint NOT NULL,
    CONSTRAINT "egg_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "egg_hen_idx" ON "egg" ("hen");

-- Creates the table hen.
CREATE TABLE "hen" (
    "id" bigint NOT NULL,
    "egg" bigint,
    CONSTRAINT "hen_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "hen_egg_idx" ON "hen" ("egg");

ALTER TABLE "egg" ADD CONSTRAINT "egg_hen_fkey"
    FOREIGN KEY ("hen") REFERENCES "hen" ("id");

ALTER TABLE "hen" ADD CONSTRAINT "hen_egg_fkey"
    FOREIGN KEY ("egg") REFERENCES "egg" ("id");
