-- Renames table branch to twig; no row is touched.
-- Careful: code that knows it as branch fails from here on
ALTER TABLE "branch" RENAME TO "twig";

-- Renames constraint branch_parent_fkey of twig to twig_parent_fkey; no row is touched.
ALTER TABLE "twig" RENAME CONSTRAINT "branch_parent_fkey" TO "twig_parent_fkey";

-- Renames constraint branch_pkey of twig to twig_pkey; no row is touched.
ALTER TABLE "twig" RENAME CONSTRAINT "branch_pkey" TO "twig_pkey";

-- Renames index branch_parent_idx to twig_parent_idx; no row is touched.
ALTER INDEX "branch_parent_idx" RENAME TO "twig_parent_idx";
