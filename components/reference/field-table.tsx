import { schemaRows } from "./schema-rows.ts";

/** The fields of a body or an answer. */
export function FieldTable({ schema, caption }: { schema: unknown; caption: string }) {
  const rows = schemaRows(schema);
  if (rows.length === 0) return <p className="small muted">Any JSON.</p>;
  return (
    <div className="tbl-scroll" tabIndex={0} role="region" aria-label={caption}>
      <table className="tbl">
        <caption className="vh">{caption}</caption>
        <thead><tr><th>Field</th><th>Type</th><th>Notes</th></tr></thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.path}>
              <td className="data">{row.path}</td>
              <td className="small muted">{row.type}</td>
              <td className="small muted">{row.says === "" ? null : <span className="ref-says">{row.says} </span>}{[row.required ? "required" : "", row.note].filter((note) => note !== "").join("; ")}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
