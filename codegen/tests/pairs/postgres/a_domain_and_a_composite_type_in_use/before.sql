create type address as (street text, zip varchar(10));
comment on type address is 'where somebody lives';
create domain email as text check (value ~ '@');
comment on domain email is 'of a person';
create table person (id int primary key, home address, email email);
