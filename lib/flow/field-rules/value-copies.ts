import { type FieldAction, maskOf } from "./field-rule.ts";

/** Shorter ones are too common to be looked for inside other texts. */
const shortest = 4;
/** Up to here only whole words count. */
const wordUpTo = 8;
const mostValues = 5_000;

export interface ValueCopies {
  readonly count: number;
  /** There were more values than are looked for. */
  readonly isPartial: boolean;
  /** What to show in place of a value that is one of them as a whole, whatever its length; null when it is none. */
  whole(value: string | number): string | null;
  /** The text with every copy replaced; the same text when there is none. */
  mask(text: string): string;
}

function lower(text: string): string {
  const low = text.toLowerCase();
  return low.length === text.length ? low : text;
}

function gram(text: string, at: number): number {
  return (Math.imul(text.charCodeAt(at), 0x1f_35_1d) ^ Math.imul(text.charCodeAt(at + 1), 0x7_a3_4b) ^ Math.imul(text.charCodeAt(at + 2), 0x3_61) ^ text.charCodeAt(at + 3)) | 0;
}

/** How a value may be written in an address, a form, JSON, or as base64. */
function spellings(value: string): string[] {
  const url = encodeURIComponent(value.toWellFormed());
  const coded = value.length >= wordUpTo ? inBase64(value).flatMap((part) => [part, part.replaceAll("+", "-").replaceAll("/", "_")]) : [];
  return [...new Set([value, url, url.replaceAll("%20", "+"), JSON.stringify(value).slice(1, -1), ...coded])];
}

/** Base64 of the value, and what base64 of a longer text has of it at each of the three places it may begin. */
function inBase64(value: string): string[] {
  const bytes = new TextEncoder().encode(value.slice(0, 4_000));
  const coded = [0, 1, 2].map((before) => btoa("\0".repeat(before) + String.fromCodePoint(...bytes)));
  const parts = coded.map((text, before) => text.slice(Math.ceil((before * 4) / 3), Math.floor(((before + bytes.length) * 4) / 3)));
  return [...coded.slice(0, 1).map((text) => text.replace(/=+$/u, "")), ...parts];
}

const letter = /[\p{L}\p{N}]/u;

/** Collects values that a rule hides, to find them again where they were copied to: another field, a text, a message. */
export function collectValues(): { add(value: string | number, action: FieldAction): void; done(): ValueCopies } {
  const found = new Map<string, string>();
  let isPartial = false;
  return {
    add(value, action) {
      const text = String(value).trim();
      if (text === "") return;
      if (found.size >= mostValues) isPartial ||= !found.has(text);
      else if (action === "hide" || !found.has(text)) found.set(text, maskOf(text, action));
    },
    done: () => copiesOf(found, isPartial),
  };
}

function copiesOf(found: ReadonlyMap<string, string>, isPartial: boolean): ValueCopies {
  const byGram = new Map<number, { text: string; mask: string }[]>();
  /** Most places of a text are told apart from all values by this alone. */
  const mayBegin = new Uint8Array(1 << 16);
  let longest = 0;
  for (const [value, mask] of found) {
    if (value.length < shortest) continue;
    for (const spelling of spellings(value)) {
      const text = lower(spelling);
      const key = gram(text, 0);
      mayBegin[key & 0xff_ff] = 1;
      const list = byGram.get(key);
      if (list) list.push({ text, mask });
      else byGram.set(key, [{ text, mask }]);
      longest = Math.max(longest, text.length);
    }
  }
  for (const list of byGram.values()) list.sort((a, b) => b.text.length - a.text.length);
  const isWord = (low: string, from: number, to: number): boolean => !letter.test(low[from - 1] ?? "") && !letter.test(low[to] ?? "");
  return {
    count: found.size,
    isPartial,
    whole: (value) => found.get(String(value).trim()) ?? null,
    mask(text) {
      if (byGram.size === 0 || text.length < shortest) return text;
      const low = lower(text);
      const isCut = text.length >= 100 || text.endsWith("…");
      const parts: string[] = [];
      let from = 0;
      for (let at = 0; at + shortest <= low.length; at += 1) {
        const key = gram(low, at);
        if (mayBegin[key & 0xff_ff] === 0) continue;
        const hit = byGram.get(key)?.find((one) => low.startsWith(one.text, at) && (one.text.length >= wordUpTo || isWord(low, at, at + one.text.length)));
        // A text that was cut short may end in the middle of a value.
        const cut = hit === undefined && isCut && at + longest > low.length ? byGram.get(key)?.find((one) => one.text.startsWith(low.slice(at).replace(/…$/u, ""))) : undefined;
        const mask = (hit ?? cut)?.mask;
        if (mask === undefined) continue;
        parts.push(text.slice(from, at), mask);
        from = hit ? at + hit.text.length : text.length;
        at = from - 1;
      }
      return from === 0 ? text : parts.join("") + text.slice(from);
    },
  };
}
