-- Drop table sales_bill and its rows.
DROP TABLE "sales_bill";
