-- Creates the table log.
CREATE TABLE "log" (
    "line" text NOT NULL
);
