-- Creates the partition reading_2028 of reading.
CREATE TABLE "reading_2028" PARTITION OF "reading" FOR VALUES FROM ('2028-01-01') TO ('2029-01-01');
