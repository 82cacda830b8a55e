insert into note (id, title, state) values (1, 'a', 'shut'), (2, 'a', 'done'), (3, 'a', 'open');
