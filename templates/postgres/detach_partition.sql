ALTER TABLE {{ parent }} DETACH PARTITION {{ table }};
