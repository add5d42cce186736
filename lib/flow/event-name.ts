/** What an event may be called. Names that begin with `millrace/` are those of Millrace itself. */
export const eventNamePattern = /^[a-z0-9][a-z0-9._/-]{0,199}$/i;

/** Segments between slashes; in a pattern one may be `*`, and the last may be `**`. */
const patternRule = /^(?:[a-z0-9._-]+|\*)(?:\/(?:[a-z0-9._-]+|\*))*(?:\/\*\*)?$|^\*\*$/i;

const reserved = "millrace/";

export function isReservedName(name: string): boolean {
  return name.toLowerCase().startsWith(reserved);
}

export function hasWildcard(pattern: string): boolean {
  return pattern.includes("*");
}

/** Why a trigger cannot listen to this; null when it can. */
export function namePatternProblem(pattern: string): string | null {
  if (!hasWildcard(pattern)) return eventNamePattern.test(pattern) ? null : "Name the event like order/paid.";
  if (pattern.length <= 200 && patternRule.test(pattern)) return null;
  return "A * stands for a whole part of the name, such as order/*; ** for any number of parts, at the end only, such as order/**.";
}

/** A pattern up to its first wildcard: what every name that it matches begins with. */
export function headOfPattern(pattern: string): string {
  const at = pattern.indexOf("*");
  return at === -1 ? pattern : pattern.slice(0, at);
}

/** Heads that a pattern matching this name may have, and the name itself. */
export function headsOfName(name: string): string[] {
  const heads = [name, ""];
  for (let at = name.indexOf("/"); at !== -1; at = name.indexOf("/", at + 1)) heads.push(name.slice(0, at + 1));
  return heads;
}

/**
 * Whether a trigger that listens to `pattern` hears an event of this name: `*` is one part of it, `**` one part or more.
 * Events of Millrace itself are heard by those who name them.
 */
export function matchesName(pattern: string, name: string): boolean {
  if (!hasWildcard(pattern)) return pattern === name;
  if (isReservedName(name) && !isReservedName(headOfPattern(pattern))) return false;
  const parts = name.split("/");
  const wanted = pattern.split("/");
  if (wanted.at(-1) === "**") return parts.length >= wanted.length && wanted.slice(0, -1).every((part, index) => part === "*" || part === parts[index]);
  return parts.length === wanted.length && wanted.every((part, index) => part === "*" || part === parts[index]);
}
