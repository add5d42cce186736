import { formatBytes } from "#components/ui/format-bytes.ts";
import type { FlowChange, VersionDifference } from "#lib/contracts/flow-changes.schema.ts";

export interface ChangeWords {
  /** What somebody did, to be read after their name. */
  did: string;
  /** What it was done to, and the page that says more; null: the flow itself. */
  object: { name: string; href: string } | null;
  /** After it: the reason or message that was given, or how it went. */
  said: string;
  more: string;
}

function steps(count: number, did: string): string {
  return `${count} ${count === 1 ? "step" : "steps"} ${did}`;
}

/** What a version has that the one before had not: "1 step changed, other limits". */
export function differsInWords(differs: VersionDifference | null): string {
  if (differs === null) return "";
  const { added, removed, changed, fields, limits } = differs;
  return [
    changed > 0 ? steps(changed, "changed") : "", added > 0 ? steps(added, "added") : "", removed > 0 ? steps(removed, "removed") : "",
    fields ? "the trigger takes other fields" : "", limits ? "other limits" : "",
  ].filter((part) => part !== "").join(", ");
}

const quoted = (text: string): string => (text === "" ? "" : `: “${text}”`);

/** A change as a sentence without its subject; `home` is the workspace's address. */
export function changeInWords({ change }: FlowChange, flow: string, home: string): ChangeWords {
  const connection = ({ id, name }: { id: string; name: string | null }) => ({ name: name ?? "a connection", href: `${home}/connections#${id}` });
  switch (change.what) {
    case "published":
      return { did: "published", object: { name: `version ${change.version}`, href: `${home}/flows/${flow}/versions?at=v${change.version}` }, said: quoted(change.message), more: differsInWords(change.differs) };
    case "paused":
      return { did: "paused the flow", object: null, said: quoted(change.reason), more: "" };
    case "resumed":
      return { did: "resumed the flow", object: null, said: "", more: "" };
    case "kept":
      return { did: `set runs to be kept for ${change.days} ${change.days === 1 ? "day" : "days"}`, object: null, said: change.megabytes === null ? "" : `, at most ${formatBytes(change.megabytes * 1e6)}`, more: "" };
    case "template-taken": {
      const { id, name } = change.template;
      const version = `version ${change.version} of ${name ?? "its template"}`;
      return { did: id === null ? `took ${version}` : "took", object: id === null ? null : { name: version, href: `${home}/templates/${id}?version=${change.version}` }, said: " into the draft", more: "" };
    }
    case "connection-replaced":
      return { did: "replaced the credential of", object: connection(change.connection), said: "", more: "" };
    case "connection-renamed":
      return { did: `renamed ${change.from === null ? "" : `${change.from} to `}`.trim(), object: connection(change.connection), said: "", more: "" };
    case "connection-tested":
      return { did: "tried", object: connection(change.connection), said: change.ok ? ": it works" : ": it does not work", more: "" };
  }
}
