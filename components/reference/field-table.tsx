import { type SchemaRow, schemaRows } from "./schema-rows.ts";

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
              <td className="small muted">{notesInWords(row)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What the field is for, as a sentence of its own, then its limits. */
function notesInWords({ note, required, says }: SchemaRow): string {
  const limits = [required ? "required" : "", note].filter((part) => part !== "").join("; ");
  if (says === "") return limits;
  return `${/[.!?]$/.test(says) ? says : `${says}.`}${limits === "" ? "" : ` ${limits.charAt(0).toUpperCase()}${limits.slice(1)}.`}`;
}
