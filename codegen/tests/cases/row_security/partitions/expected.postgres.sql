-- Creates the policy tablesmith_scope on visit.
CREATE POLICY "tablesmith_scope" ON "visit"
    USING ("user_id" = (SELECT nullif(current_setting('tablesmith.scope', true), '')));

-- Creates the policy tablesmith_scope on visit_2026.
CREATE POLICY "tablesmith_scope" ON "visit_2026"
    USING ("user_id" = (SELECT nullif(current_setting('tablesmith.scope', true), '')));

-- Creates the policy tablesmith_scope on visit_rest.
CREATE POLICY "tablesmith_scope" ON "visit_rest"
    USING ("user_id" = (SELECT nullif(current_setting('tablesmith.scope', true), '')));

-- Creates the policy tablesmith_unscoped on visit.
CREATE POLICY "tablesmith_unscoped" ON "visit"
    USING ((SELECT current_setting('tablesmith.unscoped', true) = 'on'));

-- Creates the policy tablesmith_unscoped on visit_2026.
CREATE POLICY "tablesmith_unscoped" ON "visit_2026"
    USING ((SELECT current_setting('tablesmith.unscoped', true) = 'on'));

-- Creates the policy tablesmith_unscoped on visit_rest.
CREATE POLICY "tablesmith_unscoped" ON "visit_rest"
    USING ((SELECT current_setting('tablesmith.unscoped', true) = 'on'));

-- Creates the row security of table visit.
ALTER TABLE "visit" ENABLE ROW LEVEL SECURITY;

-- Creates the row security of table visit_2026.
ALTER TABLE "visit_2026" ENABLE ROW LEVEL SECURITY;

-- Creates the row security of table visit_rest.
ALTER TABLE "visit_rest" ENABLE ROW LEVEL SECURITY;

-- Creates the row security of the owner of table visit.
ALTER TABLE "visit" FORCE ROW LEVEL SECURITY;

-- Creates the row security of the owner of table visit_2026.
ALTER TABLE "visit_2026" FORCE ROW LEVEL SECURITY;

-- Creates the row security of the owner of table visit_rest.
ALTER TABLE "visit_rest" FORCE ROW LEVEL SECURITY;
