create type address as (street text, zip varchar(10), country text);
create domain email as text default 'a@b' check (value ~ '@.');
comment on domain email is 'of somebody';
create table person (id int primary key, home address, email email);
