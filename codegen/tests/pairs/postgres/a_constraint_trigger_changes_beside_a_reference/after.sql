create table tree (id int primary key);
create table leaf (id int primary key, tree_id bigint references tree);
create function note() returns trigger language plpgsql as $$ begin return null; end $$;
create constraint trigger noted after insert or update on tree deferrable initially deferred for each row execute function note();
