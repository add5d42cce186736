import type { Proof } from "./caller-proof.tsx";
import type { CallerScheme } from "./caller-scheme.ts";

/** UTF-8 first: `btoa` takes no letter beyond Latin-1. */
function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

/** The headers of a call, with what was typed; without it none, so that the flow's own refusal is seen. */
export function proofHeaders(scheme: CallerScheme, { user, secret }: Proof): Record<string, string> {
  if (secret === "" && user === "") return {};
  switch (scheme.kind) {
    case "none":
      return {};
    case "header":
      return { [scheme.name]: secret };
    case "basic":
      return { authorization: `Basic ${base64(`${user}:${secret}`)}` };
    default:
      return { authorization: /^bearer /i.test(secret) ? secret : `Bearer ${secret}` };
  }
}
