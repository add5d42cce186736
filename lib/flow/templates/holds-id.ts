import { idPrefixes } from "#lib/ids.ts";

/** An id as `newId` makes it; names of nodes (`n_…`) and edges are none: they mean nothing outside their document. */
const anyId = new RegExp(`(?:^|[^a-z0-9])(?:${Object.values(idPrefixes).join("|")})_[0-9a-hjkmnp-tv-z]{26}(?![0-9a-z])`);

/** Whether a text names something of a workspace by its id. */
export function holdsId(text: string): boolean {
  return anyId.test(text);
}
