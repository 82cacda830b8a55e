-- All that a database holds, as one JSON document: one statement sees one state, and costs one round trip.
-- Each entry is one pass over the system catalogs; nothing is asked table by table.
-- Columns that a later version added are read through to_jsonb, so that the text serves every version.
with
-- What extensions own is theirs.
extension_owned as (
  select classid, objid from pg_depend where deptype = 'e'
),
namespaces as (
  select oid, nspname, nspacl
  from pg_namespace n
  where nspname !~ '^pg_' and nspname <> 'information_schema'
    and not exists (select from extension_owned e where e.classid = 'pg_namespace'::regclass and e.objid = n.oid)
),
relations as (
  select c.oid, c.relname, c.relkind, c.relispartition, c.relpersistence, c.relrowsecurity, c.relhassubclass, c.relacl,
    c.reloptions, c.relam, nullif(n.nspname, 'public') as namespace
  from pg_class c
  join namespaces n on n.oid = c.relnamespace
  where c.relname <> '_tablesmith_migrations'
    and not exists (select from extension_owned e where e.classid = 'pg_class'::regclass and e.objid = c.oid)
),
tables as (
  select * from relations
  where relkind in ('r', 'p') and not relispartition and relpersistence <> 't'
),
types as (
  select t.oid, t.typname, t.typtype, t.typrelid, t.typcollation, nullif(n.nspname, 'public') as namespace
  from pg_type t
  join namespaces n on n.oid = t.typnamespace
  where not exists (select from extension_owned e where e.classid = 'pg_type'::regclass and e.objid = t.oid)
)
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
      'comment', obj_description(t.oid, 'pg_class')
    )), '[]')
    from tables t
  ),
  'columns', (
    select coalesce(json_agg(json_build_object(
      'table', a.attrelid::bigint,
      'number', a.attnum,
      'name', a.attname,
      'type', format_type(case when is_array.yes then y.typelem else a.atttypid end, a.atttypmod),
      'array', is_array.yes,
      'enum', case when e.oid is not null then json_build_object('namespace', e.namespace, 'name', e.typname) end,
      'not_null', a.attnotnull,
      'default', pg_get_expr(d.adbin, d.adrelid),
      'identity', a.attidentity,
      'generated', a.attgenerated,
      'collation', (select l.collname from pg_collation l where l.oid = a.attcollation and a.attcollation <> y.typcollation),
      'comment', col_description(a.attrelid, a.attnum)
    ) order by a.attrelid, a.attnum), '[]')
    from tables t
    join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
    join pg_type y on y.oid = a.atttypid
    cross join lateral (select y.typcategory = 'A' and y.typelem <> 0 as yes) is_array
    left join types e on e.typtype = 'e' and e.oid = case when is_array.yes then y.typelem else a.atttypid end
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
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
      'nulls_not_distinct', coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false),
      'oddities', array_remove(array[
        case when not c.convalidated then 'NOT VALID' end,
        case when c.contype = 'f' and c.confmatchtype = 'f' then 'MATCH FULL' end,
        case when c.contype = 'c' and c.connoinherit then 'NO INHERIT' end,
        case when c.contype in ('p', 'u') and i.indnkeyatts < i.indnatts then 'INCLUDE' end,
        case when c.contype = 'p' and c.condeferrable then 'DEFERRABLE' end,
        case when to_jsonb(c) ->> 'conperiod' = 'true' then 'WITHOUT OVERLAPS' end,
        case when to_jsonb(c) ->> 'conenforced' = 'false' then 'NOT ENFORCED' end,
        case when jsonb_typeof(to_jsonb(c) -> 'confdelsetcols') = 'array' then 'SET NULL or SET DEFAULT of some columns' end,
        case when obj_description(c.oid, 'pg_constraint') is not null then 'its comment' end
      ], null)
    )), '[]')
    from tables t
    join pg_constraint c on c.conrelid = t.oid and c.contype in ('p', 'u', 'c', 'f') and c.conparentid = 0
    left join pg_index i on i.indexrelid = c.conindid and c.contype in ('p', 'u')
  ),
  'indexes', (
    select coalesce(json_agg(json_build_object(
      'table', i.indrelid::bigint,
      'name', x.relname,
      'unique', i.indisunique,
      'method', m.amname,
      'nulls_not_distinct', coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false),
      'parts', (
        select json_agg(json_build_object(
          'column', nullif(k.attnum, 0),
          'expression', case when k.attnum = 0 then pg_get_indexdef(i.indexrelid, k.position::int, false) end,
          'carried', k.position > i.indnkeyatts,
          'descending', coalesce(i.indoption[k.position - 1], 0) & 1 = 1,
          'nulls_first', coalesce(i.indoption[k.position - 1], 0) & 2 = 2,
          'opclass', (
            select o.opcname from pg_opclass o
            where o.oid = i.indclass[k.position - 1] and not o.opcdefault
          ),
          'collation', (
            select l.collname from pg_collation l
            where l.oid = i.indcollation[k.position - 1] and l.oid <> coalesce(a.attcollation, 100)
          )
        ) order by k.position)
        from unnest(i.indkey::smallint[]) with ordinality k (attnum, position)
        left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum and k.attnum <> 0
      ),
      'predicate', pg_get_expr(i.indpred, i.indrelid),
      'oddities', array_remove(array[
        case when not i.indisvalid then 'INVALID' end,
        case when x.reloptions is not null then 'WITH (' || array_to_string(x.reloptions, ', ') || ')' end,
        case when exists (select from pg_attribute a where a.attrelid = x.oid and a.attoptions is not null)
          then 'options of operator classes' end,
        case when i.indisclustered then 'CLUSTER' end,
        case when i.indisreplident then 'REPLICA IDENTITY' end,
        case when obj_description(x.oid, 'pg_class') is not null then 'its comment' end
      ], null)
    )), '[]')
    from tables t
    join pg_index i on i.indrelid = t.oid
    join pg_class x on x.oid = i.indexrelid
    join pg_am m on m.oid = x.relam
    where not exists (
      select from pg_constraint c where c.conindid = i.indexrelid and c.contype in ('p', 'u', 'x')
    )
  ),
  'unmodelled', (
    select coalesce(json_agg(json_build_object('kind', u.kind, 'name', u.name) order by u.kind, u.name), '[]')
    from (
      select case r.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'f' then 'foreign table'
          else 'composite type' end as kind,
        coalesce(r.namespace || '.', '') || r.relname as name
      from relations r where r.relkind in ('v', 'm', 'f', 'c')
      union all
      select 'partition', coalesce(r.namespace || '.', '') || r.relname
      from relations r where r.relkind in ('r', 'p', 'f') and r.relispartition
      union all
      select 'partitioning of table', coalesce(t.namespace || '.', '') || t.relname || ': ' || pg_get_partkeydef(t.oid)
      from tables t where t.relkind = 'p'
      union all
      select 'inheritance of table', coalesce(t.namespace || '.', '') || t.relname
      from tables t where exists (select from pg_inherits h where h.inhrelid = t.oid)
      union all
      select 'unlogged table', coalesce(t.namespace || '.', '') || t.relname from tables t where t.relpersistence = 'u'
      union all
      select 'row level security of table', coalesce(t.namespace || '.', '') || t.relname from tables t where t.relrowsecurity
      union all
      select 'storage options of table', coalesce(t.namespace || '.', '') || t.relname
      from tables t where t.reloptions is not null
      union all
      select 'privileges on', coalesce(r.namespace || '.', '') || r.relname
      from relations r where r.relacl is not null and r.relkind in ('r', 'p', 'v', 'm', 'S', 'f')
      union all
      -- The sequence of an identity belongs to its column; that of a serial is an object of its own.
      select 'sequence', coalesce(r.namespace || '.', '') || r.relname
      from relations r
      where r.relkind = 'S' and not exists (
        select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = r.oid and d.deptype = 'i'
      )
      union all
      select 'options of identity sequence', coalesce(r.namespace || '.', '') || r.relname
      from relations r
      join pg_sequence s on s.seqrelid = r.oid
      where (s.seqstart <> 1 or s.seqincrement <> 1 or s.seqmin <> 1 or s.seqcache <> 1 or s.seqcycle) and exists (
        select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = r.oid and d.deptype = 'i'
      )
      union all
      select case t.typtype when 'd' then 'domain' else 'range type' end, coalesce(t.namespace || '.', '') || t.typname
      from types t where t.typtype in ('d', 'r')
      union all
      select case p.prokind when 'a' then 'aggregate' when 'p' then 'procedure' else 'function' end,
        coalesce(nullif(n.nspname, 'public') || '.', '') || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')'
      from pg_proc p join namespaces n on n.oid = p.pronamespace
      where not exists (select from extension_owned e where e.classid = 'pg_proc'::regclass and e.objid = p.oid)
        and not exists (
          select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'i'
        )
      union all
      select 'trigger', g.tgname || ' on ' || coalesce(r.namespace || '.', '') || r.relname
      from pg_trigger g join relations r on r.oid = g.tgrelid where not g.tgisinternal
      union all
      select 'event trigger', evtname from pg_event_trigger v
      where not exists (select from extension_owned e where e.classid = 'pg_event_trigger'::regclass and e.objid = v.oid)
      union all
      select 'rule', w.rulename || ' on ' || coalesce(r.namespace || '.', '') || r.relname
      from pg_rewrite w join relations r on r.oid = w.ev_class where w.rulename <> '_RETURN'
      union all
      select 'policy', p.polname || ' on ' || coalesce(r.namespace || '.', '') || r.relname
      from pg_policy p join relations r on r.oid = p.polrelid
      union all
      select case c.contype when 'x' then 'exclusion constraint' else 'constraint trigger' end,
        c.conname || ' on ' || coalesce(t.namespace || '.', '') || t.relname
      from pg_constraint c join tables t on t.oid = c.conrelid where c.contype = 'x'
      union all
      select 'statistics', coalesce(nullif(n.nspname, 'public') || '.', '') || s.stxname
      from pg_statistic_ext s join namespaces n on n.oid = s.stxnamespace
      union all
      select 'collation', coalesce(nullif(n.nspname, 'public') || '.', '') || l.collname
      from pg_collation l join namespaces n on n.oid = l.collnamespace
      union all
      select 'operator', coalesce(nullif(n.nspname, 'public') || '.', '') || o.oprname
      from pg_operator o join namespaces n on n.oid = o.oprnamespace
      where not exists (select from extension_owned e where e.classid = 'pg_operator'::regclass and e.objid = o.oid)
      union all
      select 'text search configuration', coalesce(nullif(n.nspname, 'public') || '.', '') || f.cfgname
      from pg_ts_config f join namespaces n on n.oid = f.cfgnamespace
      where not exists (select from extension_owned e where e.classid = 'pg_ts_config'::regclass and e.objid = f.oid)
      union all
      select 'extension', extname from pg_extension where extname <> 'plpgsql'
      union all
      select 'publication', pubname from pg_publication
    ) u
  )
)::text
