-- Takes the view a_last away for now: it stands on what changes.
DROP VIEW "a_last";

-- Takes the view middle away: it cannot be changed in place.
DROP VIEW "middle";

-- Makes the view middle anew.
CREATE VIEW middle AS SELECT age, name FROM first;

-- Puts the view a_last back.
CREATE VIEW a_last AS SELECT name FROM middle;
