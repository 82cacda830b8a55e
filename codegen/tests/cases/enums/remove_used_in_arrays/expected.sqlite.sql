-- step: transaction foreign_keys=off

-- Give the rows of note the new values of states.
UPDATE "note" SET "states" = CASE WHEN json_valid("states") THEN (SELECT json_group_array(CASE "element"."value" WHEN 'lost' THEN 'paid' ELSE "element"."value" END) FROM json_each("states") AS "element") ELSE "states" END WHERE CASE WHEN json_valid("states") THEN EXISTS (SELECT 1 FROM json_each("states") AS "element" WHERE "element"."value" IN ('lost')) END;
