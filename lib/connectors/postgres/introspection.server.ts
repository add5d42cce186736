import type { Introspection } from "../define.ts";
import { describeTable } from "./find-table.server.ts";

const tablesThere = `
select n.nspname::text as "schema", c.relname::text as "name", case when c.relkind in ('v', 'm') then 'view' else 'table' end as "kind"
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition
  and n.nspname <> 'information_schema' and n.nspname !~ '^pg_'
  and pg_catalog.has_schema_privilege(n.oid, 'usage') and pg_catalog.has_table_privilege(c.oid, 'select, insert')
  and strpos(lower(n.nspname || '.' || c.relname), lower($1)) > 0
order by 1, 2 limit $2`;

export const postgresIntrospection: Introspection = {
  async tables(session, { search, limit }) {
    return (await session.query(tablesThere, [search, limit])).rows as unknown as Awaited<ReturnType<Introspection["tables"]>>;
  },
  async table(session, { schema, table }) {
    const found = await describeTable(session, schema, table);
    if (!found) return null;
    const columns = found.columns.map(({ name, type, nullable, hasDefault, isGenerated }) => ({
      name, type, nullable, hasDefault: hasDefault || isGenerated, isKey: found.primaryKey.includes(name),
    }));
    return { schema: found.schema, name: found.name, columns };
  },
};
