PRAGMA legacy_alter_table = ON;
ALTER TABLE {{ from }} RENAME TO {{ to }};
PRAGMA legacy_alter_table = OFF;
