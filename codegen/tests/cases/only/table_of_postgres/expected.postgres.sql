-- Creates the table place.
CREATE TABLE "place" (
    "id" bigint NOT NULL,
    "at" point,
    CONSTRAINT "place_pkey" PRIMARY KEY ("id")
);
