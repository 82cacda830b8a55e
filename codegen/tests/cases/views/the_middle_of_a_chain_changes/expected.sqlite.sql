-- Take view middle away for now.
DROP VIEW "middle";

-- Take view a_last away for now.
DROP VIEW "a_last";

-- Put view middle back.
CREATE VIEW middle AS SELECT age, name FROM first;

-- Put view a_last back.
CREATE VIEW a_last AS SELECT name FROM middle;
