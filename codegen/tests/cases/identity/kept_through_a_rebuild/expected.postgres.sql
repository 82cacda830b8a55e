-- Adds the check visit_page_check: reads every row of visit while it is locked.
ALTER TABLE "visit" ADD CONSTRAINT "visit_page_check"
    CHECK (page <> '');
