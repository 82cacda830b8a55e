-- Adds the check a_table_whose_name_goes_on_until_it_is_nearly_lo_18b0c1b1_check: reads every row of a_table_whose_name_goes_on_until_it_is_nearly_long while it is locked.
ALTER TABLE "a_table_whose_name_goes_on_until_it_is_nearly_long" ADD CONSTRAINT "a_table_whose_name_goes_on_until_it_is_nearly_lo_18b0c1b1_check"
    CHECK (a_column_that_is_called_by_very_many_words_first <> '');

-- Adds the unique constraint a_table_whose_name_goes_on_until_it_is_nearly_long_3c3e5a31_key: builds its index while a_table_whose_name_goes_on_until_it_is_nearly_long is locked.
ALTER TABLE "a_table_whose_name_goes_on_until_it_is_nearly_long" ADD CONSTRAINT "a_table_whose_name_goes_on_until_it_is_nearly_long_3c3e5a31_key"
    UNIQUE ("a_column_that_is_called_by_very_many_words_first");

-- Adds the unique constraint a_table_whose_name_goes_on_until_it_is_nearly_long_9a7a4837_key: builds its index while a_table_whose_name_goes_on_until_it_is_nearly_long is locked.
ALTER TABLE "a_table_whose_name_goes_on_until_it_is_nearly_long" ADD CONSTRAINT "a_table_whose_name_goes_on_until_it_is_nearly_long_9a7a4837_key"
    UNIQUE ("a_column_that_is_called_by_very_many_words_second");

-- Adds the unique constraint a_table_whose_name_goes_on_until_it_is_nearly_long_9fb9b6c6_key: builds its index while a_table_whose_name_goes_on_until_it_is_nearly_long is locked.
ALTER TABLE "a_table_whose_name_goes_on_until_it_is_nearly_long" ADD CONSTRAINT "a_table_whose_name_goes_on_until_it_is_nearly_long_9fb9b6c6_key"
    UNIQUE ("größe_der_überlänge_gezählt_in_bytes_und_nicht_in");

-- Builds an index on a_table_whose_name_goes_on_until_it_is_nearly_long; writes to it wait meanwhile.
CREATE INDEX "a_table_whose_name_goes_on_until_it_is_nearly_long_18c1e523_idx" ON "a_table_whose_name_goes_on_until_it_is_nearly_long" ("a_column_that_is_called_by_very_many_words_first", "a_column_that_is_called_by_very_many_words_second");

-- Builds an index on a_table_whose_name_goes_on_until_it_is_nearly_long; writes to it wait meanwhile.
CREATE INDEX "a_table_whose_name_goes_on_until_it_is_nearly_long_b7ab89c9_idx" ON "a_table_whose_name_goes_on_until_it_is_nearly_long" ("a_column_that_is_called_by_very_many_words_second");
