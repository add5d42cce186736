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

/** What each text holds, as it is and decoded, each thing once. @param ids of the document's own nodes and edges. */
export async function scanTexts(texts: readonly ScannedText[], ids: ReadonlySet<string> = new Set()): Promise<Found[][]> {
  const forms = texts.map(({ text }) => decodedForms(text));
  const known = await knownSecrets(texts.map(({ text }, index) => [text, ...(forms[index] ?? [])]));
  return texts.map((text, index) => {
    const found = [...(known[index] ?? []), ...findOwn(text, forms[index] ?? [], ids)];
    const isCertain = found.some(({ kind }) => kind !== "random");
    return [...new Map(found.filter(({ kind }) => kind !== "random" || !isCertain).map((one) => [`${one.kind} ${one.message}`, one])).values()];
  });
}
