-- Drop table sales_bill.
-- Careful: the rows of sales_bill are lost
-- Careful: code that names sales_bill fails
DROP TABLE "sales_bill";
