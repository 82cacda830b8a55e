-- step: check ENUM_VALUE_USED "note.past has values that go from state: say with `replaced` what becomes of them"

SELECT "id", "past"
FROM "note"
WHERE CASE WHEN json_valid("past") THEN EXISTS (SELECT 1 FROM json_each("past") AS "element" WHERE "element"."value" IN ('lost')) END;
