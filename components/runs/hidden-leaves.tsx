import type { JsonLeaf, JsonPath } from "#components/ui/json-tree.tsx";
import type { Reveal } from "#lib/client/mutations/run-mutations.ts";
import type { Payload } from "#lib/contracts/payload.schema.ts";
import type { Json } from "#lib/json.ts";
import { HiddenField } from "./hidden-field-lazy.tsx";

export type Hidden = Extract<Payload, { kind: "inline" }>["hidden"];

function begins(path: JsonPath, prefix: JsonPath): boolean {
  return prefix.every((part, index) => path[index] === part);
}

/** Puts a pill where a tree holds a hidden value; `prefix` is where the tree itself is in the payload. */
export function hiddenLeaves(run: string, place: Omit<Reveal, "path">, hidden: Hidden, prefix: JsonPath = []): JsonLeaf | undefined {
  const own = hidden.filter(({ path }) => begins(path, prefix));
  if (own.length === 0) return undefined;
  const known = new Map(own.map(({ path, by }) => [JSON.stringify(path), by]));
  return (path, value) => {
    const whole = [...prefix, ...path];
    const by = known.get(JSON.stringify(whole));
    return by === undefined ? null : <HiddenField run={run} place={{ ...place, path: whole }} shown={value} by={by} />;
  };
}

/** A pill for a text that is hidden in part or whole, such as an address; nothing when it is not. */
export function HiddenAt({ run, place, hidden, path, shown }: { run: string; place: Omit<Reveal, "path">; hidden: Hidden; path: (string | number)[]; shown: Json }) {
  const found = hidden.find((one) => one.path.length === path.length && begins(one.path, path));
  return found ? <p className="small"><HiddenField run={run} place={{ ...place, path }} shown={typeof shown === "string" && shown.includes(" ") ? "" : shown} by={found.by} /></p> : null;
}
