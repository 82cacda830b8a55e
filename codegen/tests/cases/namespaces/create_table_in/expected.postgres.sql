-- Creates the namespace sales.
CREATE SCHEMA "sales";

-- Creates the table sales.bill.
CREATE TABLE "sales"."bill" (
    "id" bigint NOT NULL,
    CONSTRAINT "bill_pkey" PRIMARY KEY ("id")
);
