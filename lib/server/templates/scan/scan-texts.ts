import { setImmediate } from "node:timers/promises";
import { decodedForms } from "./decoded-forms.ts";
import { type Found, found } from "./found.ts";
import { knownSecrets } from "./known-secrets.ts";
import { literalSecrets } from "./literal-secrets.ts";
import { ownAddresses } from "./own-addresses.ts";
import { personalData } from "./personal-data.ts";
import { randomText } from "./random-text.ts";

/** What is known of where the texts come from. */
export interface Surroundings {
  /** Of the document's own nodes and edges: random, and no secret. */
  ids?: ReadonlySet<string>;
  /** Of some words, those that open something in the workspace, such as the path of a hook. */
  keysAmong?(words: readonly string[]): Promise<ReadonlySet<string>>;
}

export interface ScannedText {
  text: string;
  /** Of the field whose value it is; empty for others. */
  name: string;
}

const image = /^data:image\/(?:png|jpeg|webp|gif);base64,[A-Za-z0-9+/]+={0,2}$/;

/** Names of nodes and edges are made at random, and are no secret. */
function withoutIds(text: string, ids: ReadonlySet<string>): string {
  return text.replaceAll(/[ne]_[a-z0-9]{4,40}/g, (id) => (ids.has(id) ? "" : id));
}

/** As long as what Millrace makes as a path or token, and longer. */
function wordsIn(forms: readonly string[]): string[] {
  return forms.flatMap((form) => form.match(/[A-Za-z0-9_-]{20,}/g) ?? []);
}

function findOwn({ text, name }: ScannedText, forms: readonly string[], ids: ReadonlySet<string>): Found[] {
  const decoded = forms.flatMap((form) => [...literalSecrets(form, ""), ...personalData(form), ...ownAddresses(form)]);
  const certain = [...literalSecrets(text, name), ...personalData(text), ...ownAddresses(text), ...decoded];
  // An image is random by nature, and what is known to be a secret need not be called random as well.
  return certain.length > 0 || image.test(text) ? certain : randomText(withoutIds(text, ids));
}

/** Characters that are looked through without letting others have the process: some tens of milliseconds. */
const atOnce = 64_000;

function* batches(texts: readonly ScannedText[]): Generator<ScannedText[]> {
  let batch: ScannedText[] = [];
  let length = 0;
  for (const text of texts) {
    batch.push(text);
    length += text.text.length;
    if (length < atOnce) continue;
    yield batch;
    batch = [];
    length = 0;
  }
  if (batch.length > 0) yield batch;
}

async function scanBatch(texts: readonly ScannedText[], { ids = new Set(), keysAmong }: Surroundings): Promise<Found[][]> {
  const forms = texts.map(({ text }) => [text, ...decodedForms(text)]);
  const known = await knownSecrets(forms);
  const words = forms.map(wordsIn);
  const keys = (await keysAmong?.([...new Set(words.flat())])) ?? new Set();
  return texts.map((text, index) => {
    const opens = words[index]?.some((word) => keys.has(word)) ? [found("internal", "It holds what opens a hook of this workspace.")] : [];
    const all = [...(known[index] ?? []), ...opens, ...findOwn(text, forms[index]?.slice(1) ?? [], ids)];
    const isCertain = all.some(({ kind }) => kind !== "random");
    return [...new Map(all.filter(({ kind }) => kind !== "random" || !isCertain).map((one) => [`${one.kind} ${one.message}`, one])).values()];
  });
}

/** What each text holds, as it is and decoded, each thing once. */
export async function scanTexts(texts: readonly ScannedText[], surroundings: Surroundings = {}): Promise<Found[][]> {
  const results: Found[][] = [];
  for (const batch of batches(texts)) {
    results.push(...(await scanBatch(batch, surroundings)));
    await setImmediate();
  }
  return results;
}
