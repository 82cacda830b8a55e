create table person (
    id int primary key, email text, name text, plan text, since date,
    constraint by_email unique (email) include (name, plan),
    constraint pointed_at unique (name) include (plan)
);
create table pet (id int primary key, owner text references person (name));
create sequence ticket increment by 2;
alter table person alter column plan set (n_distinct = 5);
