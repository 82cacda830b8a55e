-- All that a database holds, as one JSON document: one statement sees one state, and costs one round trip.
-- Each entry is one pass over the system catalogs; nothing is asked table by table.
-- Columns that a later version added are found in a query outside where the server has none, so that the text serves
-- every version. What is asked of each column and index is joined: a subquery for each costs more than its answer.
select json_build_object(
  'namespaces', (
    select coalesce(json_agg(json_build_object('name', nspname, 'comment', obj_description(oid, 'pg_namespace'))), '[]')
    from namespaces where nspname <> 'public'
  ),
  'enums', (
    select coalesce(json_agg(json_build_object(
      'namespace', t.namespace,
      'name', t.typname,
      'comment', obj_description(t.oid, 'pg_type'),
      'values', (select json_agg(e.enumlabel order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid)
    )), '[]')
    from types t where t.typtype = 'e'
  ),
  'tables', (
    select coalesce(json_agg(json_build_object(
      'oid', t.oid::bigint,
      'namespace', t.namespace,
      'name', t.relname,
      'comment', s.description,
      'bound', pg_get_expr(t.relpartbound, t.oid),
      'parents', (select json_agg(h.inhparent::bigint order by h.inhseqno) from pg_inherits h where h.inhrelid = t.oid),
      'partition_key', (
        select json_build_object(
          'by', k.partstrat,
          'expressions', pg_get_expr(k.partexprs, k.partrelid),
          'parts', (
            select json_agg(json_build_object(
              'column', nullif(p.attnum, 0),
              'opclass', (select o.opcname from pg_opclass o where o.oid = k.partclass[p.position - 1] and not o.opcdefault),
              'collation', (
                select l.collname from pg_collation l
                where l.oid = k.partcollation[p.position - 1] and l.oid <> coalesce(a.attcollation, 100)
              )
            ) order by p.position)
            from unnest(k.partattrs::smallint[]) with ordinality p (attnum, position)
            left join pg_attribute a on a.attrelid = t.oid and a.attnum = p.attnum and p.attnum <> 0
          )
        )
        from pg_partitioned_table k where k.partrelid = t.oid
      )
    )), '[]')
    from tables t
    left join pg_description s on s.objoid = t.oid and s.classoid = 'pg_class'::regclass and s.objsubid = 0
  ),
  -- Most rows are these: an array of texts takes half the time of an object.
  'columns', (
    select coalesce(json_agg(array[
      a.attrelid::text,
      a.attnum::text,
      a.attislocal::text,
      a.attname::text,
      format_type(case when is_array.yes then y.typelem else a.atttypid end, a.atttypmod),
      is_array.yes::text,
      e.namespace::text,
      e.typname::text,
      a.attnotnull::text,
      pg_get_expr(d.adbin, d.adrelid),
      a.attidentity::text,
      a.attgenerated::text,
      l.collname::text,
      s.description
    ] order by a.attrelid, a.attnum), '[]')
    from tables t
    join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
    join pg_type y on y.oid = a.atttypid
    cross join lateral (select y.typcategory = 'A' and y.typelem <> 0 as yes) is_array
    left join types e on e.typtype = 'e' and e.oid = case when is_array.yes then y.typelem else a.atttypid end
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    left join pg_collation l on l.oid = a.attcollation and a.attcollation <> y.typcollation
    left join pg_description s on s.objoid = a.attrelid and s.classoid = 'pg_class'::regclass and s.objsubid = a.attnum
  ),
  'constraints', (
    select coalesce(json_agg(json_build_object(
      'table', c.conrelid::bigint,
      'name', c.conname,
      'kind', c.contype,
      'columns', c.conkey,
      'expression', pg_get_expr(c.conbin, c.conrelid),
      'deferrable', c.condeferrable,
      'deferred', c.condeferred,
      'references', nullif(c.confrelid, 0)::bigint,
      'referenced_columns', c.confkey,
      'on_delete', c.confdeltype,
      'on_update', c.confupdtype,
      'nulls_not_distinct', coalesce(i.indnullsnotdistinct, false),
      'oddities', array_remove(array[
        case when c.contype in ('p', 'u') and i.indnkeyatts < i.indnatts then 'INCLUDE' end,
        case when c.contype = 'p' and c.condeferrable then 'DEFERRABLE' end,
        case when c.contype in ('p', 'u') and c.conperiod then 'WITHOUT OVERLAPS' end
      ], null)
    )), '[]')
    from constraints c
    left join indexes i on i.indexrelid = c.conindid and c.contype in ('p', 'u')
    where c.contype in ('p', 'u', 'c', 'f') and not exists (select from odd_constraints o where o.oid = c.oid)
  ),
  'indexes', (
    select coalesce(json_agg(json_build_object(
      'table', i.indrelid::bigint,
      'name', x.relname,
      'unique', i.indisunique,
      'method', m.amname,
      'nulls_not_distinct', i.indnullsnotdistinct,
      'parts', p.parts,
      'predicate', pg_get_expr(i.indpred, i.indrelid),
      'oddities', array_remove(array[
        case when not i.indisvalid then 'INVALID' end
      ], null)
    )), '[]')
    from indexes i
    join index_parts p on p.indexrelid = i.indexrelid
    join pg_class x on x.oid = i.indexrelid
    join pg_am m on m.oid = x.relam
    where not exists (
      select from pg_constraint c where c.conindid = i.indexrelid and c.contype in ('p', 'u', 'x')
    ) and not exists (select from odd_indexes o where o.oid = i.indexrelid)
      -- What is attached to an index of the parent belongs to that.
      and not exists (select from pg_inherits h where h.inhrelid = i.indexrelid)
  ),
  'objects', (
    select coalesce(json_agg(json_build_object(
      'number', o.number,
      'kind', o.kind,
      'namespace', o.namespace,
      'name', o.name,
      'table', case when o.table_name is not null then json_build_object('namespace', o.table_namespace, 'name', o.table_name) end,
      'make', o.make,
      'take', o.take,
      'alter', o.alter,
      'shape', o.shape
    ) order by o.number), '[]')
    from numbered o
  ),
  'dependencies', (
    select coalesce(json_agg(json_build_object(
      'number', d.number,
      'table', d.table_oid::bigint,
      'on_number', d.on_number,
      'on_table', d.on_table::bigint,
      'on_column', d.on_column
    ) order by d.number, d.table_oid, d.on_number, d.on_table, d.on_column), '[]')
    from dependencies d where d.number is not null or d.on_number is not null
  ),
  'unmodelled', (
    select coalesce(json_agg(json_build_object('kind', u.kind, 'name', u.name) order by u.kind, u.name), '[]')
    from (
      select 'foreign table' as kind, coalesce(r.namespace || '.', '') || r.relname as name from relations r where r.relkind = 'f'
      union all
      select 'privileges on', coalesce(r.namespace || '.', '') || r.relname
      from relations r where r.relacl is not null and r.relkind in ('r', 'p', 'v', 'm', 'S', 'f')
      union all
      select 'event trigger', evtname from pg_event_trigger v
      where not exists (select from extension_owned e where e.classid = 'pg_event_trigger'::regclass and e.objid = v.oid)
      union all
      select 'operator', coalesce(nullif(n.nspname, 'public') || '.', '') || o.oprname
      from pg_operator o join namespaces n on n.oid = o.oprnamespace
      where not exists (select from extension_owned e where e.classid = 'pg_operator'::regclass and e.objid = o.oid)
      union all
      select 'text search configuration', coalesce(nullif(n.nspname, 'public') || '.', '') || f.cfgname
      from pg_ts_config f join namespaces n on n.oid = f.cfgnamespace
      where not exists (select from extension_owned e where e.classid = 'pg_ts_config'::regclass and e.objid = f.oid)
      union all
      select 'text search dictionary', coalesce(nullif(n.nspname, 'public') || '.', '') || f.dictname
      from pg_ts_dict f join namespaces n on n.oid = f.dictnamespace
      where not exists (select from extension_owned e where e.classid = 'pg_ts_dict'::regclass and e.objid = f.oid)
      union all
      select 'operator class', coalesce(nullif(n.nspname, 'public') || '.', '') || o.opcname
      from pg_opclass o join namespaces n on n.oid = o.opcnamespace
      where not exists (select from extension_owned e where e.classid = 'pg_opclass'::regclass and e.objid = o.oid)
      union all
      -- What an initdb makes has an object identifier below 16384 (FirstNormalObjectId).
      select 'cast', format('%s as %s', format_type(c.castsource, null), format_type(c.casttarget, null))
      from pg_cast c
      where c.oid >= 16384
        and not exists (select from extension_owned e where e.classid = 'pg_cast'::regclass and e.objid = c.oid)
        and not exists (select from pg_depend d where d.classid = 'pg_cast'::regclass and d.objid = c.oid and d.deptype = 'i')
      union all
      select 'foreign server', s.srvname from pg_foreign_server s
      where not exists (select from extension_owned e where e.classid = 'pg_foreign_server'::regclass and e.objid = s.oid)
      union all
      select 'privileges on', r.name from routines r join pg_proc p on p.oid = r.oid where p.proacl is not null
      union all
      select 'privileges on', coalesce(t.namespace || '.', '') || t.typname
      from types t join pg_type y on y.oid = t.oid where y.typacl is not null
      union all
      select 'privileges on', coalesce(r.namespace || '.', '') || r.relname || '.' || a.attname
      from relations r join pg_attribute a on a.attrelid = r.oid where a.attacl is not null and not a.attisdropped
      union all
      select 'privileges on namespace', nspname from namespaces where nspacl is not null and nspname <> 'public'
      union all
      select 'default privileges of', pg_get_userbyid(d.defaclrole)
        || coalesce(' in ' || (select n.nspname from pg_namespace n where n.oid = d.defaclnamespace), '')
      from pg_default_acl d
      union all
      select 'publication', pubname from pg_publication
    ) u
  )
)::text
