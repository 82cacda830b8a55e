-- New table log.
CREATE TABLE "log" (
    "line" TEXT NOT NULL
);
