insert into note (id, state) values (1, 'a'), (2, 'a'), (3, null);
