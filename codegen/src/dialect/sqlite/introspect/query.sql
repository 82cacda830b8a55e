-- All that a database holds, as one JSON document. The pragmas say how SQLite understood a table; the text of its
-- CREATE statement says what the pragmas leave out: names of constraints, checks, collations, deferral.
select json_object(
  'tables', (
    select json_group_array(json_object(
      'name', s.name,
      'sql', s.sql,
      'kind', l.type,
      'strict', l.strict,
      'without_rowid', l.wr
    ))
    from sqlite_schema s
    join pragma_table_list l on l.schema = 'main' and l.name = s.name
    where s.type = 'table' and s.name not like 'sqlite\_%' escape '\' and s.name <> '_tablesmith_migrations'
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
    select json_group_array(json_object('name', i.name, 'table', s.name, 'sql', x.sql, 'unique', i."unique"))
    from sqlite_schema s, pragma_index_list(s.name, 'main') i
    join sqlite_schema x on x.type = 'index' and x.name = i.name
    where s.type = 'table' and i.origin = 'c' and s.name <> '_tablesmith_migrations'
  ),
  'index_parts', (
    select json_group_array(json_object(
      'index', i.name,
      'number', p.seqno,
      'column', p.name,
      'descending', p.desc,
      'collation', p.coll
    ))
    from sqlite_schema s, pragma_index_list(s.name, 'main') i, pragma_index_xinfo(i.name, 'main') p
    where s.type = 'table' and i.origin = 'c' and p.key = 1 and s.name <> '_tablesmith_migrations'
  ),
  'others', (
    select json_group_array(type || ' ' || name) from sqlite_schema
    where type in ('view', 'trigger') and tbl_name <> '_tablesmith_migrations'
  )
)
