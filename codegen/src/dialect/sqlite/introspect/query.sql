-- All that a database holds, as one JSON document. The pragmas say how SQLite understood a table; the text of its
-- CREATE statement says what the pragmas leave out: names of constraints, checks, collations, deferral.
-- No two lists are joined by name here: neither sqlite_schema nor a pragma has an index.
select json_object(
  'tables', (
    select json_group_array(json_object('name', name, 'sql', sql))
    from sqlite_schema
    where type = 'table' and name not like 'sqlite\_%' escape '\' and name <> '_tablesmith_migrations'
  ),
  'kinds', (
    select json_group_array(json_object('name', name, 'kind', type, 'strict', strict, 'without_rowid', wr))
    from pragma_table_list where schema = 'main'
  ),
  'columns', (
    select json_group_array(json_object(
      'table', s.name,
      'number', c.cid,
      'name', c.name,
      'type', c.type,
      'not_null', c."notnull",
      'default', c.dflt_value,
      'hidden', c.hidden
    ))
    from sqlite_schema s, pragma_table_xinfo(s.name, 'main') c
    where s.type = 'table' and s.name not like 'sqlite\_%' escape '\'
  ),
  'indexes', (
    select json_group_array(json_object('name', name, 'table', tbl_name, 'sql', sql))
    from sqlite_schema
    where type = 'index' and sql is not null and tbl_name <> '_tablesmith_migrations'
  ),
  'index_parts', (
    select json_group_array(json_object(
      'index', i.name,
      'unique', i."unique",
      'number', p.seqno,
      'column', p.name,
      'descending', p.desc,
      'collation', p.coll
    ))
    from sqlite_schema s, pragma_index_list(s.name, 'main') i, pragma_index_xinfo(i.name, 'main') p
    where s.type = 'table' and i.origin = 'c' and p.key = 1 and s.name <> '_tablesmith_migrations'
  ),
  'others', (
    select json_group_array(json_object('kind', type, 'name', name, 'table', tbl_name, 'sql', sql)) from sqlite_schema
    where type in ('view', 'trigger') and tbl_name <> '_tablesmith_migrations'
  )
)
