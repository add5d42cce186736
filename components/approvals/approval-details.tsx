import { isJsonObject, type Json } from "#lib/json.ts";

function inWords(value: Json): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (value === null) return "nothing";
  return typeof value === "string" ? value : JSON.stringify(value, null, 1);
}

/** What is shown with an approval: its message, as plain text, and the values to look at. */
export function ApprovalDetails({ message, details }: { message: string; details: Json | null }) {
  const rows = isJsonObject(details) ? Object.entries(details) : [];
  if (message.trim() === "" && rows.length === 0) return null;
  return (
    <div className="ap-details">
      {message.trim() === "" ? null : <p className="ap-message">{message}</p>}
      {rows.length === 0 ? null : (
        <dl className="ap-rows">
          {rows.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{inWords(value)}</dd></div>)}
        </dl>
      )}
    </div>
  );
}
