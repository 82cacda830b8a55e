-- What the catalog has no form of its own for, as the server writes it: of each object the statement that makes it (make)
-- and the one that takes it away (take); of some, the one that turns another of the same name and shape into it (alter).
-- (`left(…, 0)` is nothing where there is a text, and NULL where there is none.)
-- What belongs to a table and has no name of its own (its options, comments on its constraints) is an object too.
with
-- What extensions own is theirs.
extension_owned as (
  select classid, objid, refobjid as extension from pg_depend where deptype = 'e'
),
namespaces as (
  select oid, nspname, nspacl
  from pg_namespace n
  where nspname !~ '^pg_' and nspname <> 'information_schema'
    and not exists (select from extension_owned e where e.classid = 'pg_namespace'::regclass and e.objid = n.oid)
),
relations as (
  select c.oid, c.relname, c.relkind, c.relispartition, c.relpersistence, c.relrowsecurity, c.relforcerowsecurity,
    c.relhassubclass, c.relacl, c.reloptions, c.relam, c.relreplident, c.relispopulated, c.relpartbound,
    nullif(n.nspname, 'public') as namespace, c.oid::regclass::text as spelled
  from pg_class c
  join namespaces n on n.oid = c.relnamespace
  -- Indexes are as many again, and belong to their tables.
  where c.relkind in ('r', 'p', 'v', 'm', 'S', 'f') and c.relname <> '_tablesmith_migrations'
    and not exists (select from extension_owned e where e.classid = 'pg_class'::regclass and e.objid = c.oid)
),
tables as (
  select * from relations
  where relkind in ('r', 'p') and relpersistence <> 't'
),
-- Columns that a table has of another, beside what they are there.
inherited_columns as (
  select t.oid, t.spelled, t.relname, a.attname, a.attnum, a.attnotnull, a.attgenerated, a.attstattarget, a.attstorage,
    b.attnotnull as parent_not_null, b.attstattarget as parent_stattarget, b.attstorage as parent_storage,
    pg_get_expr(d.adbin, d.adrelid) as own_default, pg_get_expr(e.adbin, e.adrelid) as parent_default
  from tables t
  join pg_inherits h on h.inhrelid = t.oid
  join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped and not a.attislocal
  join pg_attribute b on b.attrelid = h.inhparent and b.attname = a.attname and not b.attisdropped
  left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  left join pg_attrdef e on e.adrelid = b.attrelid and e.adnum = b.attnum
  -- Of several parents the first that has it speaks for it.
  where not exists (
    select from pg_inherits f join pg_attribute c on c.attrelid = f.inhparent and c.attname = a.attname and not c.attisdropped
    where f.inhrelid = t.oid and f.inhseqno < h.inhseqno
  )
),
types as (
  select t.oid, t.typname, t.typtype, t.typrelid, t.typcollation, t.typbasetype, t.typtypmod, t.typnotnull, t.typdefault,
    t.typarray, nullif(n.nspname, 'public') as namespace, t.oid::regtype::text as spelled
  from pg_type t
  join namespaces n on n.oid = t.typnamespace
  where not exists (select from extension_owned e where e.classid = 'pg_type'::regclass and e.objid = t.oid)
),
routines as (
  select p.oid, p.prokind, p.proname, nullif(n.nspname, 'public') as namespace, p.oid::regprocedure::text as spelled,
    format('%s(%s)', p.oid::regproc, coalesce(nullif(pg_get_function_identity_arguments(p.oid), ''), '*')) as aggregate_spelled,
    p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')' as name
  from pg_proc p
  join namespaces n on n.oid = p.pronamespace
  where not exists (select from extension_owned e where e.classid = 'pg_proc'::regclass and e.objid = p.oid)
    and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'i')
),
-- The sequence of an identity belongs to its column; that of a serial is an object of its own.
sequences as (
  select r.oid, r.relname, r.namespace, r.spelled, d.refobjid as owner, a.attname as owner_column, d.deptype,
    format(
      ' AS %s INCREMENT BY %s MINVALUE %s MAXVALUE %s START WITH %s CACHE %s%s', format_type(s.seqtypid, null),
      s.seqincrement, s.seqmin, s.seqmax, s.seqstart, s.seqcache, case when s.seqcycle then ' CYCLE' else ' NO CYCLE' end
    ) as options, s.*
  from relations r
  join pg_sequence s on s.seqrelid = r.oid
  left join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = r.oid and d.deptype in ('a', 'i')
    and d.refclassid = 'pg_class'::regclass and d.refobjsubid > 0
  left join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
  where r.relkind = 'S'
),
-- What versions before 15 (of the columns of a foreign key) and 18 do not have is found outside, and is nothing there.
constraints as (
  select c.*
  from (select null::smallint[] as confdelsetcols, true as conenforced, false as conperiod) missing
  cross join lateral (
    select oid, conrelid, conname, contype, conkey, conbin, condeferrable, condeferred, convalidated, conindid, confrelid,
      confkey, confdeltype, confupdtype, confmatchtype, connoinherit, confdelsetcols, conenforced, conperiod
    from pg_constraint where conparentid = 0 and conislocal
  ) c
  where c.conrelid in (select t.oid from tables t)
),
-- Checks and foreign keys that are more than a catalog can say, and what is no check and no key.
odd_constraints as (
  select c.oid, c.conname, c.conrelid
  from constraints c
  where c.contype = 'x'
    -- Nothing but a table's rows knows such a one; a key that others point at is the table's.
    or c.contype = 'u' and c.conindid not in (select f.conindid from pg_constraint f where f.contype = 'f') and (
      c.conperiod
      or exists (select from pg_index i where i.indexrelid = c.conindid and i.indnkeyatts < i.indnatts)
    )
    or c.contype in ('c', 'f') and (
    not c.convalidated or c.confmatchtype = 'f' or c.contype = 'c' and c.connoinherit
    or c.confdelsetcols is not null or not c.conenforced or c.conperiod
  )
),
-- NULLS NOT DISTINCT is there since 15.
indexes as (
  select i.*
  from (select false as indnullsnotdistinct) missing
  cross join lateral (
    select indexrelid, indrelid, indisunique, indisvalid, indnatts, indnkeyatts, indkey, indclass, indcollation, indoption,
      indpred, indnullsnotdistinct
    from pg_index
  ) i
  where i.indrelid in (select t.oid from tables t)
),
index_parts as (
  select i.indexrelid, json_agg(json_build_object(
    'column', nullif(k.attnum, 0),
    'expression', case when k.attnum = 0 then pg_get_indexdef(i.indexrelid, k.position::int, false) end,
    'carried', k.position > i.indnkeyatts,
    'descending', coalesce(i.indoption[k.position - 1], 0) & 1 = 1,
    'nulls_first', coalesce(i.indoption[k.position - 1], 0) & 2 = 2,
    'opclass', o.opcname,
    'collation', l.collname
  ) order by k.position) as parts
  from indexes i
  cross join lateral unnest(i.indkey::smallint[]) with ordinality k (attnum, position)
  left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum and k.attnum <> 0
  left join pg_opclass o on o.oid = i.indclass[k.position - 1] and not o.opcdefault
  left join pg_collation l on l.oid = i.indcollation[k.position - 1] and l.oid <> coalesce(a.attcollation, 100)
  group by i.indexrelid
),
odd_indexes as (
  select x.oid, x.relname, i.indrelid
  from tables t
  join pg_index i on i.indrelid = t.oid
  join pg_class x on x.oid = i.indexrelid
  where i.indisvalid and not exists (select from pg_constraint c where c.conindid = x.oid and c.contype in ('p', 'u', 'x'))
    and not exists (select from pg_inherits h where h.inhrelid = x.oid)
    and (
      x.reloptions is not null
      or exists (select from pg_attribute a where a.attrelid = x.oid and a.attoptions is not null)
    )
),
objects as (
  select 'pg_extension'::regclass::oid as classid, e.oid as objid, 'extension' as kind, null as namespace,
    e.extname::text as name, null::oid as table_oid, null as column_name,
    format('CREATE EXTENSION IF NOT EXISTS %I', e.extname)
      || case when n.nspname in ('public', 'pg_catalog') then '' else format(' WITH SCHEMA %I', n.nspname) end as make,
    format('DROP EXTENSION %I', e.extname) as take, null as alter, null as shape
  from pg_extension e join pg_namespace n on n.oid = e.extnamespace
  where e.extname <> 'plpgsql'
  union all
  select 'pg_class'::regclass, oid, 'sequence', namespace, relname, null, null,
    format('CREATE SEQUENCE %s%s', spelled, options) || coalesce(E';\n' || commented, ''),
    format('DROP SEQUENCE %s', spelled),
    format('ALTER SEQUENCE %s%s', spelled, options) || E';\n' || coalesce(commented, format('COMMENT ON SEQUENCE %s IS NULL', spelled)), ''
  from sequences
  cross join lateral (
    select format('COMMENT ON SEQUENCE %s IS %L', spelled, obj_description(oid, 'pg_class'))
      || left(obj_description(oid, 'pg_class'), 0) as commented
  ) c
  where deptype is distinct from 'i'
  union all
  select 0, 0, 'owner of sequence', namespace, relname, owner, owner_column,
    format('ALTER SEQUENCE %s OWNED BY %s.%I', spelled, owner::regclass, owner_column),
    format('ALTER SEQUENCE %s OWNED BY NONE', spelled), null, null
  from sequences where deptype = 'a'
  union all
  select 0, 0, 'options of identity', null, owner_column, owner, owner_column,
    format('ALTER TABLE %s ALTER COLUMN %I SET INCREMENT BY %s SET MINVALUE %s SET MAXVALUE %s SET START WITH %s '
      'SET CACHE %s SET%s', owner::regclass, owner_column, seqincrement, seqmin, seqmax, seqstart, seqcache,
      case when seqcycle then ' CYCLE' else ' NO CYCLE' end)
      -- A new one stands at 1, and that may be none of its numbers.
      || case when seqmin > 1 or seqmax < 1 then ' RESTART' else '' end,
    format('ALTER TABLE %s ALTER COLUMN %I SET INCREMENT BY 1 SET NO MINVALUE SET NO MAXVALUE SET START WITH 1 SET CACHE 1 '
      'SET NO CYCLE', owner::regclass, owner_column),
    format('ALTER TABLE %s ALTER COLUMN %I SET INCREMENT BY %s SET MINVALUE %s SET MAXVALUE %s SET START WITH %s '
      'SET CACHE %s SET%s', owner::regclass, owner_column, seqincrement, seqmin, seqmax, seqstart, seqcache,
      case when seqcycle then ' CYCLE' else ' NO CYCLE' end), ''
  from sequences
  where deptype = 'i' and (
    seqstart <> 1 or seqincrement <> 1 or seqmin <> 1 or seqcache <> 1 or seqcycle
    or seqmax <> case seqtypid when 21 then 32767 when 23 then 2147483647 else 9223372036854775807 end
  )
  union all
  select 'pg_type'::regclass, t.oid, 'domain', t.namespace, t.typname, null, null,
    format('CREATE DOMAIN %s AS %s', t.spelled, format_type(t.typbasetype, t.typtypmod))
      || coalesce((
        select format(' COLLATE %I', l.collname) from pg_collation l, pg_type b
        where l.oid = t.typcollation and b.oid = t.typbasetype and b.typcollation <> t.typcollation
      ), '')
      || coalesce(' DEFAULT ' || t.typdefault, '') || case when t.typnotnull then ' NOT NULL' else '' end
      || coalesce((
        select string_agg(format(E'\n    CONSTRAINT %I %s', c.conname, pg_get_constraintdef(c.oid)), '' order by c.conname)
        from pg_constraint c where c.contypid = t.oid and c.contype = 'c'
      ), '')
      || coalesce(format(E';\nCOMMENT ON DOMAIN %s IS %L', t.spelled, obj_description(t.oid, 'pg_type')) || left(obj_description(t.oid, 'pg_type'), 0), ''),
    format('DROP DOMAIN %s', t.spelled), null, null
  from types t where t.typtype = 'd'
  union all
  select 'pg_type'::regclass, t.oid, 'composite type', t.namespace, t.typname, null, null,
    format('CREATE TYPE %s AS (%s)', t.spelled, (
      select string_agg(format(E'\n    %I %s', a.attname, format_type(a.atttypid, a.atttypmod)), ',' order by a.attnum)
      from pg_attribute a where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped
    )) || coalesce(format(E';\nCOMMENT ON TYPE %s IS %L', t.spelled, obj_description(t.oid, 'pg_type')) || left(obj_description(t.oid, 'pg_type'), 0), ''),
    format('DROP TYPE %s', t.spelled), null, null
  from types t join pg_class c on c.oid = t.typrelid where t.typtype = 'c' and c.relkind = 'c'
  union all
  select 'pg_type'::regclass, t.oid, 'range type', t.namespace, t.typname, null, null,
    format('CREATE TYPE %s AS RANGE (subtype = %s%s%s)', t.spelled, r.rngsubtype::regtype,
      case when r.rngsubdiff <> 0 then ', subtype_diff = ' || r.rngsubdiff::regproc else '' end,
      case when r.rngcanonical <> 0 then ', canonical = ' || r.rngcanonical::regproc else '' end)
      || coalesce(format(E';\nCOMMENT ON TYPE %s IS %L', t.spelled, obj_description(t.oid, 'pg_type')) || left(obj_description(t.oid, 'pg_type'), 0), ''),
    format('DROP TYPE %s', t.spelled), null, null
  from types t join pg_range r on r.rngtypid = t.oid
  union all
  select 'pg_proc'::regclass, oid, case prokind when 'p' then 'procedure' else 'function' end, namespace, name, null, null,
    rtrim(pg_get_functiondef(oid), E'\n') || coalesce(format(E';\nCOMMENT ON %s %s IS %L',
      case prokind when 'p' then 'PROCEDURE' else 'FUNCTION' end, spelled, obj_description(oid, 'pg_proc')) || left(obj_description(oid, 'pg_proc'), 0), ''),
    format('DROP %s %s', case prokind when 'p' then 'PROCEDURE' else 'FUNCTION' end, spelled),
    rtrim(pg_get_functiondef(oid), E'\n') || format(E';\nCOMMENT ON %s %s IS %s',
      case prokind when 'p' then 'PROCEDURE' else 'FUNCTION' end, spelled,
      coalesce(quote_literal(obj_description(oid, 'pg_proc')), 'NULL')),
    pg_get_function_arguments(oid) || coalesce(pg_get_function_result(oid), '')
  from routines where prokind in ('f', 'p', 'w')
  union all
  select 'pg_proc'::regclass, r.oid, 'aggregate', r.namespace, r.name, null, null,
    format(E'CREATE AGGREGATE %s (\n    %s\n)', r.aggregate_spelled, concat_ws(E',\n    ',
      'SFUNC = ' || g.aggtransfn::regproc,
      'STYPE = ' || format_type(g.aggtranstype, null),
      'SSPACE = ' || nullif(g.aggtransspace, 0),
      'INITCOND = ' || quote_literal(g.agginitval),
      'FINALFUNC = ' || nullif(g.aggfinalfn, 0)::regproc,
      case when g.aggfinalextra then 'FINALFUNC_EXTRA' end,
      'FINALFUNC_MODIFY = ' || m.final,
      'COMBINEFUNC = ' || nullif(g.aggcombinefn, 0)::regproc,
      'SERIALFUNC = ' || nullif(g.aggserialfn, 0)::regproc,
      'DESERIALFUNC = ' || nullif(g.aggdeserialfn, 0)::regproc,
      'MSFUNC = ' || nullif(g.aggmtransfn, 0)::regproc,
      'MINVFUNC = ' || nullif(g.aggminvtransfn, 0)::regproc,
      'MSTYPE = ' || format_type(nullif(g.aggmtranstype, 0), null),
      'MSSPACE = ' || nullif(g.aggmtransspace, 0),
      'MINITCOND = ' || quote_literal(g.aggminitval),
      'MFINALFUNC = ' || nullif(g.aggmfinalfn, 0)::regproc,
      case when g.aggmfinalextra then 'MFINALFUNC_EXTRA' end,
      'MFINALFUNC_MODIFY = ' || m.moving,
      (
        select format('SORTOP = OPERATOR(%I.%s)', n.nspname, o.oprname)
        from pg_operator o join pg_namespace n on n.oid = o.oprnamespace where o.oid = g.aggsortop
      ),
      case p.proparallel when 's' then 'PARALLEL = SAFE' when 'r' then 'PARALLEL = RESTRICTED' end,
      case when g.aggkind = 'h' then 'HYPOTHETICAL' end
    )) || coalesce(format(E';\nCOMMENT ON AGGREGATE %s IS %L', r.aggregate_spelled, obj_description(r.oid, 'pg_proc'))
      || left(obj_description(r.oid, 'pg_proc'), 0), ''),
    format('DROP AGGREGATE %s', r.aggregate_spelled), null, null
  from routines r
  join pg_proc p on p.oid = r.oid
  join pg_aggregate g on g.aggfnoid = r.oid
  -- How a final function treats its state is said where it is not as it is of its own kind.
  cross join lateral (
    select case when g.aggfinalmodify <> usual and g.aggfinalfn <> 0 then words -> (g.aggfinalmodify::text) end #>> '{}' as final,
      case when g.aggmfinalmodify <> usual and g.aggmfinalfn <> 0 then words -> (g.aggmfinalmodify::text) end #>> '{}' as moving
    from (
      select case g.aggkind when 'n' then 'r'::"char" else 'w'::"char" end as usual,
        jsonb '{"r": "READ_ONLY", "s": "SHAREABLE", "w": "READ_WRITE"}' as words
    ) w
  ) m
  union all
  select 'pg_class'::regclass, r.oid, case r.relkind when 'v' then 'view' else 'materialized view' end, r.namespace,
    r.relname, null, null,
    format(E'CREATE %s %s%s AS\n%s%s', case r.relkind when 'v' then 'VIEW' else 'MATERIALIZED VIEW' end, r.spelled,
      ' WITH (' || array_to_string(r.reloptions, ', ') || ')', rtrim(pg_get_viewdef(r.oid), ';'),
      case when r.relkind = 'm' and not r.relispopulated then E'\n WITH NO DATA' end)
      || coalesce((
        select string_agg(E';\n' || pg_get_indexdef(i.indexrelid)
          || case when i.indisclustered then format(E';\nALTER MATERIALIZED VIEW %s CLUSTER ON %I', r.spelled, x.relname) else '' end
          || coalesce(format(E';\nCOMMENT ON INDEX %s IS %L', x.oid::regclass, d.description) || left(d.description, 0), ''),
          '' order by i.indexrelid::regclass::text)
        from pg_index i join pg_class x on x.oid = i.indexrelid
        left join pg_description d on d.objoid = x.oid and d.classoid = 'pg_class'::regclass and d.objsubid = 0
        where i.indrelid = r.oid
      ), '')
      || coalesce(format(E';\nCOMMENT ON %s %s IS %L',
        case r.relkind when 'v' then 'VIEW' else 'MATERIALIZED VIEW' end, r.spelled, obj_description(r.oid, 'pg_class')) || left(obj_description(r.oid, 'pg_class'), 0), '')
      || coalesce((
        select string_agg(format(E';\nCOMMENT ON COLUMN %s.%I IS %L', r.spelled, a.attname, col_description(r.oid, a.attnum)), ''
          order by a.attnum)
        from pg_attribute a where a.attrelid = r.oid and a.attnum > 0 and col_description(r.oid, a.attnum) is not null
      ), ''),
    format('DROP %s %s', case r.relkind when 'v' then 'VIEW' else 'MATERIALIZED VIEW' end, r.spelled), null, null
  from relations r where r.relkind in ('v', 'm')
  union all
  select 'pg_trigger'::regclass, g.oid, 'trigger', null, g.tgname, r.oid, null,
    pg_get_triggerdef(g.oid)
      || case g.tgenabled when 'O' then '' else format(E';\nALTER TABLE %s %s TRIGGER %I', r.spelled,
        case g.tgenabled when 'D' then 'DISABLE' when 'R' then 'ENABLE REPLICA' else 'ENABLE ALWAYS' end, g.tgname) end
      || coalesce(format(E';\nCOMMENT ON TRIGGER %I ON %s IS %L', g.tgname, r.spelled, obj_description(g.oid, 'pg_trigger')) || left(obj_description(g.oid, 'pg_trigger'), 0), ''),
    format('DROP TRIGGER %I ON %s', g.tgname, r.spelled), null, null
  from pg_trigger g join relations r on r.oid = g.tgrelid
  where not g.tgisinternal and g.tgparentid = 0
  union all
  select 'pg_rewrite'::regclass, w.oid, 'rule', null, w.rulename, r.oid, null, rtrim(pg_get_ruledef(w.oid), ';')
      || coalesce(format(E';\nCOMMENT ON RULE %I ON %s IS %L', w.rulename, r.spelled, obj_description(w.oid, 'pg_rewrite')) || left(obj_description(w.oid, 'pg_rewrite'), 0), ''),
    format('DROP RULE %I ON %s', w.rulename, r.spelled), null, null
  from pg_rewrite w join relations r on r.oid = w.ev_class where w.rulename <> '_RETURN'
  union all
  select 'pg_policy'::regclass, p.oid, 'policy', null, p.polname, r.oid, null,
    format('CREATE POLICY %I ON %s AS %s FOR %s TO %s', p.polname, r.spelled,
      case when p.polpermissive then 'PERMISSIVE' else 'RESTRICTIVE' end,
      case p.polcmd when 'r' then 'SELECT' when 'a' then 'INSERT' when 'w' then 'UPDATE' when 'd' then 'DELETE' else 'ALL' end,
      (select string_agg(case when o = 0 then 'PUBLIC' else quote_ident(pg_get_userbyid(o)) end, ', ') from unnest(p.polroles) o))
      || coalesce(E'\n    USING (' || pg_get_expr(p.polqual, p.polrelid) || ')', '')
      || coalesce(E'\n    WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')', '')
      || coalesce(format(E';\nCOMMENT ON POLICY %I ON %s IS %L', p.polname, r.spelled, obj_description(p.oid, 'pg_policy')) || left(obj_description(p.oid, 'pg_policy'), 0), ''),
    format('DROP POLICY %I ON %s', p.polname, r.spelled), null, null
  from pg_policy p join relations r on r.oid = p.polrelid
  union all
  select 'pg_constraint'::regclass, o.oid, 'constraint', null, o.conname, o.conrelid, null,
    format('ALTER TABLE %s ADD CONSTRAINT %I %s', o.conrelid::regclass, o.conname, pg_get_constraintdef(o.oid)),
    format('ALTER TABLE %s DROP CONSTRAINT %I', o.conrelid::regclass, o.conname), null, null
  from odd_constraints o
  union all
  select 'pg_class'::regclass, o.oid, 'index', t.namespace, o.relname, o.indrelid, null, pg_get_indexdef(o.oid),
    format('DROP INDEX %s', o.oid::regclass), null, null
  from odd_indexes o join tables t on t.oid = o.indrelid
  union all
  select 'pg_statistic_ext'::regclass, s.oid, 'statistics', nullif(n.nspname, 'public'), s.stxname, s.stxrelid, null,
    pg_get_statisticsobjdef(s.oid)
      || coalesce(format(E';\nCOMMENT ON STATISTICS %I.%I IS %L', n.nspname, s.stxname, obj_description(s.oid, 'pg_statistic_ext')) || left(obj_description(s.oid, 'pg_statistic_ext'), 0), ''),
    format('DROP STATISTICS %I.%I', n.nspname, s.stxname), null, null
  from pg_statistic_ext s join namespaces n on n.oid = s.stxnamespace
  union all
  select 'pg_collation'::regclass, l.oid, 'collation', nullif(n.nspname, 'public'), l.collname, null, null,
    format('CREATE COLLATION %I.%I (provider = %s, locale = %L%s)', n.nspname, l.collname,
      case l.collprovider when 'i' then 'icu' when 'b' then 'builtin' else 'libc' end,
      coalesce(to_jsonb(l) ->> 'colllocale', to_jsonb(l) ->> 'colliculocale', l.collcollate),
      case when l.collisdeterministic then '' else ', deterministic = false' end)
      || coalesce(format(E';\nCOMMENT ON COLLATION %I.%I IS %L', n.nspname, l.collname, obj_description(l.oid, 'pg_collation')) || left(obj_description(l.oid, 'pg_collation'), 0), ''),
    format('DROP COLLATION %I.%I', n.nspname, l.collname), null, null
  from pg_collation l join namespaces n on n.oid = l.collnamespace
  union all
  -- What a table is besides its columns.
  select 0, 0, o.kind, null, t.relname, t.oid, null, format('ALTER TABLE %s %s', t.spelled, o.make),
    format('ALTER TABLE %s %s', t.spelled, o.take), case when o.alters then format('ALTER TABLE %s %s', t.spelled, o.make) end, ''
  from tables t
  cross join lateral (values
    ('persistence of table', t.relpersistence = 'u', 'SET UNLOGGED', 'SET LOGGED', false),
    ('row security of table', t.relrowsecurity, 'ENABLE ROW LEVEL SECURITY', 'DISABLE ROW LEVEL SECURITY', false),
    ('row security of the owner of table', t.relforcerowsecurity, 'FORCE ROW LEVEL SECURITY', 'NO FORCE ROW LEVEL SECURITY',
      false),
    ('replica identity of table', t.relreplident in ('n', 'f'),
      'REPLICA IDENTITY ' || case t.relreplident when 'n' then 'NOTHING' else 'FULL' end, 'REPLICA IDENTITY DEFAULT', true),
    ('storage options of table', t.reloptions is not null, 'SET (' || array_to_string(t.reloptions, ', ') || ')',
      'RESET (' || (select string_agg(split_part(o, '=', 1), ', ') from unnest(t.reloptions) o) || ')', false)
  ) o (kind, is_set, make, take, alters)
  where o.is_set
  union all
  select 0, 0, case when i.indisclustered then 'clustering of table' else 'replica identity of table' end, null, x.relname, t.oid,
    null, format('ALTER TABLE %s %s %I', t.spelled,
      case when i.indisclustered then 'CLUSTER ON' else 'REPLICA IDENTITY USING INDEX' end, x.relname),
    format('ALTER TABLE %s %s', t.spelled, case when i.indisclustered then 'SET WITHOUT CLUSTER' else 'REPLICA IDENTITY DEFAULT' end),
    null, null
  from tables t join pg_index i on i.indrelid = t.oid join pg_class x on x.oid = i.indexrelid
  where i.indisclustered or i.indisreplident
  union all
  select 0, 0, 'statistics target of column', null, a.attname, t.oid, a.attname,
    format('ALTER TABLE %s ALTER COLUMN %I SET STATISTICS %s', t.spelled, a.attname, a.attstattarget),
    format('ALTER TABLE %s ALTER COLUMN %I SET STATISTICS -1', t.spelled, a.attname),
    format('ALTER TABLE %s ALTER COLUMN %I SET STATISTICS %s', t.spelled, a.attname, a.attstattarget), ''
  from tables t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
  where a.attstattarget >= 0 and not exists (
    select from inherited_columns i
    where i.oid = t.oid and i.attnum = a.attnum and i.parent_stattarget is not distinct from a.attstattarget
  )
  union all
  select 0, 0, 'options of column', null, a.attname, t.oid, a.attname,
    format('ALTER TABLE %s ALTER COLUMN %I SET (%s)', t.spelled, a.attname, array_to_string(a.attoptions, ', ')),
    format('ALTER TABLE %s ALTER COLUMN %I RESET (%s)', t.spelled, a.attname,
      (select string_agg(split_part(o, '=', 1), ', ') from unnest(a.attoptions) o)), null, null
  from tables t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
  where a.attoptions is not null
  union all
  select 0, 0, 'storage of column', null, a.attname, t.oid, a.attname,
    format('ALTER TABLE %s ALTER COLUMN %I SET STORAGE %s', t.spelled, a.attname, w.word),
    format('ALTER TABLE %s ALTER COLUMN %I SET STORAGE %s', t.spelled, a.attname, b.word),
    format('ALTER TABLE %s ALTER COLUMN %I SET STORAGE %s', t.spelled, a.attname, w.word), ''
  from tables t
  join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
  join pg_type y on y.oid = a.atttypid and y.typstorage <> a.attstorage
  join (values ('p', 'PLAIN'), ('e', 'EXTERNAL'), ('m', 'MAIN'), ('x', 'EXTENDED')) w (letter, word)
    on w.letter::"char" = a.attstorage
  join (values ('p', 'PLAIN'), ('e', 'EXTERNAL'), ('m', 'MAIN'), ('x', 'EXTENDED')) b (letter, word)
    on b.letter::"char" = y.typstorage
  where not exists (
    select from inherited_columns i where i.oid = t.oid and i.attnum = a.attnum and i.parent_storage = a.attstorage
  )
  union all
  -- What a table says of a column that it has of another.
  select 0, 0, 'default of column', null, i.attname, i.oid, i.attname,
    format('ALTER TABLE ONLY %s ALTER COLUMN %I %s', i.spelled, i.attname, coalesce('SET DEFAULT ' || i.own_default, 'DROP DEFAULT')),
    format('ALTER TABLE ONLY %s ALTER COLUMN %I %s', i.spelled, i.attname,
      coalesce('SET DEFAULT ' || i.parent_default, 'DROP DEFAULT')), null, null
  from inherited_columns i where i.attgenerated = '' and i.own_default is distinct from i.parent_default
  union all
  select 0, 0, 'presence of column', null, i.attname, i.oid, i.attname,
    format('ALTER TABLE ONLY %s ALTER COLUMN %I SET NOT NULL', i.spelled, i.attname),
    format('ALTER TABLE ONLY %s ALTER COLUMN %I DROP NOT NULL', i.spelled, i.attname), null, null
  from inherited_columns i
  where i.attnotnull and not i.parent_not_null and not exists (
    select from pg_constraint c where c.conrelid = i.oid and c.contype = 'p' and i.attnum = any (c.conkey)
  )
  union all
  select 0, 0, 'comment on column', null, i.attname, i.oid, i.attname,
    format('COMMENT ON COLUMN %s.%I IS %L', i.spelled, i.attname, col_description(i.oid, i.attnum)),
    format('COMMENT ON COLUMN %s.%I IS NULL', i.spelled, i.attname),
    format('COMMENT ON COLUMN %s.%I IS %L', i.spelled, i.attname, col_description(i.oid, i.attnum)), ''
  from inherited_columns i where col_description(i.oid, i.attnum) is not null
  union all
  select 0, 0, 'comment on constraint', null, c.conname, t.oid, null,
    format('COMMENT ON CONSTRAINT %I ON %s IS %L', c.conname, t.spelled, obj_description(c.oid, 'pg_constraint')),
    format('COMMENT ON CONSTRAINT %I ON %s IS NULL', c.conname, t.spelled),
    format('COMMENT ON CONSTRAINT %I ON %s IS %L', c.conname, t.spelled, obj_description(c.oid, 'pg_constraint')), ''
  from tables t join pg_constraint c on c.conrelid = t.oid
  where c.oid in (select d.objoid from pg_description d where d.classoid = 'pg_constraint'::regclass)
  union all
  select 0, 0, 'comment on index', t.namespace, x.relname, t.oid, null,
    format('COMMENT ON INDEX %s IS %L', x.oid::regclass, obj_description(x.oid, 'pg_class')),
    format('COMMENT ON INDEX %s IS NULL', x.oid::regclass),
    format('COMMENT ON INDEX %s IS %L', x.oid::regclass, obj_description(x.oid, 'pg_class')), ''
  from tables t join pg_index i on i.indrelid = t.oid join pg_class x on x.oid = i.indexrelid
  where x.oid in (select d.objoid from pg_description d where d.classoid = 'pg_class'::regclass)
),
numbered as (
  select row_number() over (order by o.kind, o.namespace nulls first, o.name, r.namespace nulls first, r.relname) as number, o.*,
    r.namespace as table_namespace, r.relname as table_name
  from objects o left join relations r on r.oid = o.table_oid
),
-- Which object or table everything that pg_depend speaks of belongs to.
places as (
  select classid, objid, number, null::oid as table_oid from numbered where classid <> 0
  union all
  select 'pg_class'::regclass, oid, null, oid from tables
  union all
  select e.classid, e.objid, n.number, null from extension_owned e
  join numbered n on n.classid = 'pg_extension'::regclass and n.objid = e.extension
  union all
  select 'pg_rewrite'::regclass, w.oid, n.number, null from pg_rewrite w
  join numbered n on n.classid = 'pg_class'::regclass and n.objid = w.ev_class where w.rulename = '_RETURN'
  union all
  select 'pg_attrdef'::regclass, a.oid, null, t.oid from pg_attrdef a join tables t on t.oid = a.adrelid
  union all
  select 'pg_constraint'::regclass, c.oid, null, t.oid from pg_constraint c join tables t on t.oid = c.conrelid
  -- That of a constraint trigger is the trigger's.
  where c.contype <> 't' and not exists (select from odd_constraints o where o.oid = c.oid)
  union all
  -- The index of a constraint that is an object is the constraint's.
  select 'pg_class'::regclass, i.indexrelid, coalesce(n.number, c.number), case when c.number is null then t.oid end
  from pg_index i
  left join tables t on t.oid = i.indrelid
  left join numbered n on n.classid = 'pg_class'::regclass and n.objid = i.indrelid
  left join pg_constraint x on x.conindid = i.indexrelid and x.contype in ('u', 'x')
  left join numbered c on c.classid = 'pg_constraint'::regclass and c.objid = x.oid
  where (t.oid is not null or n.number is not null) and not exists (select from odd_indexes o where o.oid = i.indexrelid)
),
-- The types of tables and views, and arrays of whatever has a place.
type_places as (
  select y.oid, p.number, p.table_oid from pg_type y
  join places p on p.classid = 'pg_class'::regclass and p.objid = y.typrelid where y.typrelid <> 0
  union all
  select p.objid, p.number, p.table_oid from places p where p.classid = 'pg_type'::regclass
),
all_places as (
  select * from places
  union all
  select 'pg_type'::regclass, oid, number, table_oid from type_places
  union all
  select 'pg_type'::regclass, y.typarray, t.number, t.table_oid from type_places t
  join pg_type y on y.oid = t.oid where y.typarray <> 0
  union all
  select 'pg_class'::regclass, y.typrelid, n.number, null from numbered n
  join pg_type y on y.oid = n.objid and y.typrelid <> 0 where n.classid = 'pg_type'::regclass
),
-- Of all that depends on something, what concerns an object: tables among themselves are most of it.
object_dependencies as (
  select d.* from pg_depend d
  where (d.classid, d.objid) in (select p.classid, p.objid from all_places p where p.number is not null)
    or (d.refclassid, d.refobjid) in (select p.classid, p.objid from all_places p where p.number is not null)
),
unlogged as (
  select number, table_oid from numbered where kind = 'persistence of table'
),
dependencies as (
  select distinct one.number as number, one.table_oid as table_oid, other.number as on_number, other.table_oid as on_table,
    case when other.table_oid is not null and d.refobjsubid > 0 then a.attname end as on_column
  from object_dependencies d
  join all_places one on one.classid = d.classid and one.objid = d.objid
  join all_places other on other.classid = d.refclassid and other.objid = d.refobjid
  left join pg_attribute a on a.attrelid = other.table_oid and a.attnum = d.refobjsubid and d.refclassid = 'pg_class'::regclass
    and d.refobjid = other.table_oid
  where (one.number, one.table_oid) is distinct from (other.number, other.table_oid)
    -- A sequence goes with the column that owns it, but is there before it.
    and not (d.deptype = 'a' and d.classid = 'pg_class'::regclass
      and exists (select from sequences s where s.oid = d.objid))
  union
  select o.number, null, s.number, null, null from numbered o
  join numbered s on s.kind = 'sequence' and s.name = o.name and s.namespace is not distinct from o.namespace
  where o.kind = 'owner of sequence'
  union
  -- No table that is kept may point at an unlogged one.
  select p.number, null, c.number, null, null from pg_constraint k
  join unlogged p on p.table_oid = k.confrelid
  join unlogged c on c.table_oid = k.conrelid
  where k.contype = 'f' and k.conrelid <> k.confrelid
  union
  select o.number, null, null, o.table_oid, o.column_name from numbered o where o.classid = 0 and o.table_oid is not null
)
