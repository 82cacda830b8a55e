create extension btree_gist;
create table a (id int primary key, ir int4range, n int, y text, constraint no_overlap exclude using gist (ir with &&, n with =) where (n > 7));
