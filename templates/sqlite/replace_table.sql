PRAGMA legacy_alter_table = 1;
ALTER TABLE {{ from }} RENAME TO {{ to }};
PRAGMA legacy_alter_table = 0;
