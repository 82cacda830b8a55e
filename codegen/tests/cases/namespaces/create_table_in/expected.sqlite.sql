-- New table sales_bill.
CREATE TABLE "sales_bill" (
    "id" INTEGER NOT NULL,
    CONSTRAINT "bill_pkey" PRIMARY KEY ("id")
);
