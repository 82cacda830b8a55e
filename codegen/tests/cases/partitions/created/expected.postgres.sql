-- Creates the namespace cold.
CREATE SCHEMA "cold";

-- Creates the table reading.
CREATE TABLE "reading" (
    "id" bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    "taken_at" date NOT NULL,
    "region" text NOT NULL,
    "other_id" bigint,
    "value" integer,
    CONSTRAINT "reading_pkey" PRIMARY KEY ("id", "taken_at", "region"),
    CONSTRAINT "reading_value_check" CHECK (value >= 0)
) PARTITION BY RANGE ("taken_at");

-- Creates the partition reading_2027 of reading.
CREATE TABLE "reading_2027" PARTITION OF "reading" (
    CONSTRAINT "known" CHECK (region <> 'nowhere')
) FOR VALUES FROM ('2027-01-01') TO ('2028-01-01') PARTITION BY LIST ("region");

-- Creates the partition Reading 2027 of reading_2027.
CREATE TABLE "Reading 2027" PARTITION OF "reading_2027" DEFAULT;

-- Creates the table pointing.
CREATE TABLE "pointing" (
    "id" bigint NOT NULL,
    "session_id" bigint NOT NULL,
    CONSTRAINT "pointing_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "pointing_session_id_idx" ON "pointing" ("session_id");

COMMENT ON TABLE "reading" IS 'What was measured.';

CREATE INDEX "reading_other_id_idx" ON "reading" ("other_id");

CREATE INDEX "reading_value_idx" ON "reading" ("value");

-- Creates the partition reading_2026 of reading.
CREATE TABLE "reading_2026" PARTITION OF "reading" FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');

COMMENT ON TABLE "reading_2027" IS 'By region.';

-- Creates the partition reading_rest of reading.
CREATE TABLE "reading_rest" PARTITION OF "reading" DEFAULT;

-- Creates the table session.
CREATE TABLE "session" (
    "id" bigint NOT NULL,
    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
) PARTITION BY HASH ("id");

-- Creates the partition session_0 of session.
CREATE TABLE "session_0" PARTITION OF "session" FOR VALUES WITH (modulus 2, remainder 0);

-- Creates the partition session_1 of session.
CREATE TABLE "session_1" PARTITION OF "session" FOR VALUES WITH (modulus 2, remainder 1);

-- Creates the table word.
CREATE TABLE "word" (
    "text" text NOT NULL,
    "number" integer NOT NULL
) PARTITION BY RANGE ((lower(text)) COLLATE "C" text_pattern_ops, "number");

-- Creates the partition word_a of word.
CREATE TABLE "word_a" PARTITION OF "word" FOR VALUES FROM ('a', MINVALUE) TO ('b', MAXVALUE);

-- Creates the partition cold.reading_2027_north of reading_2027.
CREATE TABLE "cold"."reading_2027_north" PARTITION OF "reading_2027" FOR VALUES IN ('north', 'west');

CREATE INDEX "reading_2027_north_region_idx" ON "cold"."reading_2027_north" ("region");

ALTER TABLE "pointing" ADD CONSTRAINT "pointing_session_id_fkey"
    FOREIGN KEY ("session_id") REFERENCES "session" ("id") ON DELETE CASCADE;

-- Points reading at other; writes to other wait for a moment.
ALTER TABLE "reading" ADD CONSTRAINT "reading_other_id_fkey"
    FOREIGN KEY ("other_id") REFERENCES "other" ("id");
