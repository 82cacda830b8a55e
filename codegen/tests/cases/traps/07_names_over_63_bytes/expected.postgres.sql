-- step: check UNIQUE_DUPLICATES "a_table_whose_name_goes_on_until_it_is_nearly_long has rows that are alike in a_column_that_is_called_by_very_many_words_first, which a_table_whose_name_goes_on_until_it_is_nearly_long_3c3e5a31_key forbids"

SELECT "a_column_that_is_called_by_very_many_words_first", count(*) AS "rows"
FROM "a_table_whose_name_goes_on_until_it_is_nearly_long"
WHERE "a_column_that_is_called_by_very_many_words_first" IS NOT NULL
GROUP BY "a_column_that_is_called_by_very_many_words_first"
HAVING count(*) > 1;

-- step: check UNIQUE_DUPLICATES "a_table_whose_name_goes_on_until_it_is_nearly_long has rows that are alike in a_column_that_is_called_by_very_many_words_second, which a_table_whose_name_goes_on_until_it_is_nearly_long_9a7a4837_key forbids"

SELECT "a_column_that_is_called_by_very_many_words_second", count(*) AS "rows"
FROM "a_table_whose_name_goes_on_until_it_is_nearly_long"
WHERE "a_column_that_is_called_by_very_many_words_second" IS NOT NULL
GROUP BY "a_column_that_is_called_by_very_many_words_second"
HAVING count(*) > 1;

-- step: check UNIQUE_DUPLICATES "a_table_whose_name_goes_on_until_it_is_nearly_long has rows that are alike in größe_der_überlänge_gezählt_in_bytes_und_nicht_in, which a_table_whose_name_goes_on_until_it_is_nearly_long_9fb9b6c6_key forbids"

SELECT "größe_der_überlänge_gezählt_in_bytes_und_nicht_in", count(*) AS "rows"
FROM "a_table_whose_name_goes_on_until_it_is_nearly_long"
WHERE "größe_der_überlänge_gezählt_in_bytes_und_nicht_in" IS NOT NULL
GROUP BY "größe_der_überlänge_gezählt_in_bytes_und_nicht_in"
HAVING count(*) > 1;

-- step: check CHECK_VIOLATIONS "a_table_whose_name_goes_on_until_it_is_nearly_long has rows that break the check a_table_whose_name_goes_on_until_it_is_nearly_lo_18b0c1b1_check"

SELECT "id", "a_column_that_is_called_by_very_many_words_first"
FROM "a_table_whose_name_goes_on_until_it_is_nearly_long"
WHERE NOT (a_column_that_is_called_by_very_many_words_first <> '');

-- step: alone

-- Builds the index of the unique constraint a_table_whose_name_goes_on_until_it_is_nearly_long_3c3e5a31_key; reads and writes of a_table_whose_name_goes_on_until_it_is_nearly_long go on meanwhile.
CREATE UNIQUE INDEX CONCURRENTLY "a_table_whose_name_goes_on_until_it_is_nearly_long_3c3e5a31_key" ON "a_table_whose_name_goes_on_until_it_is_nearly_long" ("a_column_that_is_called_by_very_many_words_first");

-- step: alone

-- Builds the index of the unique constraint a_table_whose_name_goes_on_until_it_is_nearly_long_9a7a4837_key; reads and writes of a_table_whose_name_goes_on_until_it_is_nearly_long go on meanwhile.
CREATE UNIQUE INDEX CONCURRENTLY "a_table_whose_name_goes_on_until_it_is_nearly_long_9a7a4837_key" ON "a_table_whose_name_goes_on_until_it_is_nearly_long" ("a_column_that_is_called_by_very_many_words_second");

-- step: alone

-- Builds the index of the unique constraint a_table_whose_name_goes_on_until_it_is_nearly_long_9fb9b6c6_key; reads and writes of a_table_whose_name_goes_on_until_it_is_nearly_long go on meanwhile.
CREATE UNIQUE INDEX CONCURRENTLY "a_table_whose_name_goes_on_until_it_is_nearly_long_9fb9b6c6_key" ON "a_table_whose_name_goes_on_until_it_is_nearly_long" ("größe_der_überlänge_gezählt_in_bytes_und_nicht_in");

-- step: alone

-- Builds the index a_table_whose_name_goes_on_until_it_is_nearly_long_18c1e523_idx; reads and writes of a_table_whose_name_goes_on_until_it_is_nearly_long go on meanwhile.
CREATE INDEX CONCURRENTLY "a_table_whose_name_goes_on_until_it_is_nearly_long_18c1e523_idx" ON "a_table_whose_name_goes_on_until_it_is_nearly_long" ("a_column_that_is_called_by_very_many_words_first", "a_column_that_is_called_by_very_many_words_second");

-- step: alone

-- Builds the index a_table_whose_name_goes_on_until_it_is_nearly_long_b7ab89c9_idx; reads and writes of a_table_whose_name_goes_on_until_it_is_nearly_long go on meanwhile.
CREATE INDEX CONCURRENTLY "a_table_whose_name_goes_on_until_it_is_nearly_long_b7ab89c9_idx" ON "a_table_whose_name_goes_on_until_it_is_nearly_long" ("a_column_that_is_called_by_very_many_words_second");

-- step: transaction

-- Adds the check a_table_whose_name_goes_on_until_it_is_nearly_lo_18b0c1b1_check for new rows; locks a_table_whose_name_goes_on_until_it_is_nearly_long for a moment.
ALTER TABLE "a_table_whose_name_goes_on_until_it_is_nearly_long" ADD CONSTRAINT "a_table_whose_name_goes_on_until_it_is_nearly_lo_18b0c1b1_check"
    CHECK (a_column_that_is_called_by_very_many_words_first <> '') NOT VALID;

-- Turns the index into the unique constraint a_table_whose_name_goes_on_until_it_is_nearly_long_3c3e5a31_key; locks a_table_whose_name_goes_on_until_it_is_nearly_long for a moment.
ALTER TABLE "a_table_whose_name_goes_on_until_it_is_nearly_long" ADD CONSTRAINT "a_table_whose_name_goes_on_until_it_is_nearly_long_3c3e5a31_key"
    UNIQUE USING INDEX "a_table_whose_name_goes_on_until_it_is_nearly_long_3c3e5a31_key";

-- Turns the index into the unique constraint a_table_whose_name_goes_on_until_it_is_nearly_long_9a7a4837_key; locks a_table_whose_name_goes_on_until_it_is_nearly_long for a moment.
ALTER TABLE "a_table_whose_name_goes_on_until_it_is_nearly_long" ADD CONSTRAINT "a_table_whose_name_goes_on_until_it_is_nearly_long_9a7a4837_key"
    UNIQUE USING INDEX "a_table_whose_name_goes_on_until_it_is_nearly_long_9a7a4837_key";

-- Turns the index into the unique constraint a_table_whose_name_goes_on_until_it_is_nearly_long_9fb9b6c6_key; locks a_table_whose_name_goes_on_until_it_is_nearly_long for a moment.
ALTER TABLE "a_table_whose_name_goes_on_until_it_is_nearly_long" ADD CONSTRAINT "a_table_whose_name_goes_on_until_it_is_nearly_long_9fb9b6c6_key"
    UNIQUE USING INDEX "a_table_whose_name_goes_on_until_it_is_nearly_long_9fb9b6c6_key";

-- step: transaction

-- Checks the rows that are there against a_table_whose_name_goes_on_until_it_is_nearly_lo_18b0c1b1_check; reads and writes go on meanwhile.
ALTER TABLE "a_table_whose_name_goes_on_until_it_is_nearly_long" VALIDATE CONSTRAINT "a_table_whose_name_goes_on_until_it_is_nearly_lo_18b0c1b1_check";
