create table person (
    id int primary key, email text, name text, plan text,
    constraint by_email unique (email) include (name),
    constraint pointed_at unique (name) include (plan)
);
create table pet (id int primary key, owner text references person (name));
create sequence ticket;
comment on sequence ticket is 'numbers of tickets';
alter table person alter column plan set (n_distinct = 3);
