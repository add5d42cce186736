import { type Found, found } from "./found.ts";

const token = /[A-Za-z0-9+/_=.~-]{20,}/g;
const uuid = /(?<![0-9a-f-])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-f-])/i;
const hex = /(?<![0-9a-zA-Z])[0-9a-fA-F]{32,}(?![0-9a-zA-Z])/;

/** Shannon's, in bits a character. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum - (count / text.length) * Math.log2(count / text.length), 0);
}

/** Words, numbers and dates with something between them, as in names, paths and versions. */
function isWords(text: string): boolean {
  return text.split(/[+/_=.~-]+/).every((part) => part === "" || /^(?:[A-Za-z]?[a-z]+|[A-Z]+|[A-Za-z]{1,12}\d{1,4}|\d{1,8}|v\d+|\d{1,4}[a-z]{1,2}|(?:[A-Z]?[a-z]+)(?:[A-Z][a-z]+|[A-Z]{2,4})*\d{0,3}|\d{1,2}T\d{1,2})$/.test(part));
}

/** Capitals where no word begins: words in one have more letters each. */
function isMixed(text: string): boolean {
  const parts = text.match(/[A-Z]?[a-z]+|[A-Z]+/g) ?? [];
  return /[a-z]/.test(text) && /[A-Z]/.test(text) && parts.join("").length / parts.length < 3;
}

/**
 * Texts that nobody made up: long, of letters and digits or of both cases, with as much entropy as random ones have (random base64 of 20
 * characters has about 4.1 bits a character, English names about 3.5).
 */
export function randomText(text: string): Found[] {
  const isRandom = uuid.test(text) || hex.test(text) || (text.match(token) ?? []).some((run) => !isWords(run) && ((/\d/.test(run) && /[A-Za-z]/.test(run)) || isMixed(run)) && entropy(run) >= 3.7);
  return isRandom ? [found("random", "It holds a text that looks random, as keys and ids do.")] : [];
}
