import { setImmediate } from "node:timers/promises";
import { decodedForms } from "./decoded-forms.ts";
import type { Found } from "./found.ts";
import { knownSecrets } from "./known-secrets.ts";
import { literalSecrets } from "./literal-secrets.ts";
import { ownAddresses } from "./own-addresses.ts";
import { personalData } from "./personal-data.ts";
import { randomText } from "./random-text.ts";

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

function findOwn({ text, name }: ScannedText, forms: readonly string[], ids: ReadonlySet<string>): Found[] {
  const decoded = forms.flatMap((form) => [...literalSecrets(form, ""), ...personalData(form), ...ownAddresses(form)]);
  const found = [...literalSecrets(text, name), ...personalData(text), ...ownAddresses(text), ...decoded];
  // An image is random by nature, and what is known to be a secret need not be called random as well.
  return found.length > 0 || image.test(text) ? found : randomText(withoutIds(text, ids));
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

async function scanBatch(texts: readonly ScannedText[], ids: ReadonlySet<string>): Promise<Found[][]> {
  const forms = texts.map(({ text }) => decodedForms(text));
  const known = await knownSecrets(texts.map(({ text }, index) => [text, ...(forms[index] ?? [])]));
  return texts.map((text, index) => {
    const found = [...(known[index] ?? []), ...findOwn(text, forms[index] ?? [], ids)];
    const isCertain = found.some(({ kind }) => kind !== "random");
    return [...new Map(found.filter(({ kind }) => kind !== "random" || !isCertain).map((one) => [`${one.kind} ${one.message}`, one])).values()];
  });
}

/** What each text holds, as it is and decoded, each thing once. @param ids of the document's own nodes and edges. */
export async function scanTexts(texts: readonly ScannedText[], ids: ReadonlySet<string> = new Set()): Promise<Found[][]> {
  const found: Found[][] = [];
  for (const batch of batches(texts)) {
    found.push(...(await scanBatch(batch, ids)));
    await setImmediate();
  }
  return found;
}
