insert into note (id, number, title) values (1, 4, 'a'), (2, 5, 'a'), (3, 1, 'a');
