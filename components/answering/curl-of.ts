import type { CallerScheme } from "./caller-scheme.ts";

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

function proof(scheme: CallerScheme): string[] {
  switch (scheme.kind) {
    case "none":
      return [];
    case "basic":
      return ["-u 'USER:PASSWORD'"];
    case "header":
      return [`-H ${quoted(`${scheme.name}: SECRET`)}`];
    default:
      return [`-H 'authorization: Bearer ${scheme.kind === "key" ? "API_KEY" : "TOKEN"}'`];
  }
}

/** A call to copy into a shell: capitals stand for what the caller was given. */
export function curlOf({ url, scheme, body }: { url: string; scheme: CallerScheme; body: string }): string {
  return [`curl -X POST ${quoted(url)}`, ...proof(scheme), "-H 'content-type: application/json'", `-d ${quoted(body)}`].join(" \\\n  ");
}
