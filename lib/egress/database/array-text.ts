import type { Json } from "#lib/json.ts";

/** A list of texts as PostgreSQL writes an array; lists in it are further dimensions. */
export type ArrayItem = string | null | readonly ArrayItem[];

export function writeArray(items: readonly ArrayItem[]): string {
  const parts = items.map((item) => {
    if (item === null) return "NULL";
    return typeof item === "string" ? `"${item.replace(/["\\]/g, "\\$&")}"` : writeArray(item);
  });
  return `{${parts.join(",")}}`;
}

/**
 * An array's text as a list, each item read by `read`; further dimensions become lists in lists. Bounds that do not
 * begin at 1 (`[0:1]={…}`) are not kept.
 */
export function readArray(text: string, read: (item: string) => Json): Json[] {
  let at = text.indexOf("{");

  function readList(): Json[] {
    const list: Json[] = [];
    at += 1;
    while (text[at] !== "}") {
      if (at >= text.length) throw new Error("an array's text has no end");
      if (text[at] === ",") at += 1;
      list.push(readItem());
    }
    at += 1;
    return list;
  }

  function readItem(): Json {
    if (text[at] === "{") return readList();
    if (text[at] === '"') return read(readQuoted());
    const from = at;
    while (at < text.length && text[at] !== "," && text[at] !== "}") at += 1;
    const word = text.slice(from, at);
    return word === "NULL" ? null : read(word);
  }

  function readQuoted(): string {
    const pieces: string[] = [];
    at += 1;
    while (at < text.length && text[at] !== '"') {
      if (text[at] === "\\") at += 1;
      const from = at;
      at += 1;
      while (at < text.length && text[at] !== '"' && text[at] !== "\\") at += 1;
      pieces.push(text.slice(from, at));
    }
    at += 1;
    return pieces.join("");
  }

  return at === -1 ? [] : readList();
}
