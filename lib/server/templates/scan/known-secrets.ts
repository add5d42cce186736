import { lintSource } from "@secretlint/core";
import { creator } from "@secretlint/secretlint-rule-preset-recommend";
import { type Found, found } from "./found.ts";

/** With ids of access keys, which the preset leaves aside: beside its secret an id is half of a credential. */
const preset = { id: "@secretlint/secretlint-rule-preset-recommend", rule: creator, rules: [{ id: "@secretlint/secretlint-rule-aws", options: { enableIDScanRule: true } }] };
/** Between texts, so that no rule reads on from one into the next. */
const between = "\n\u0000\n\n";

/**
 * Texts with a credential of a known service in them (secretlint's recommended rules: tokens of clouds, payment
 * providers, registries, chats, keys in PEM). All texts are one source, since the rules cost more to begin than to run.
 * @param texts each in all of its forms.
 */
export async function knownSecrets(texts: readonly (readonly string[])[]): Promise<Found[][]> {
  const pieces = texts.flatMap((forms, index) => forms.map((form) => ({ index, form })));
  const ends: number[] = [];
  let length = 0;
  for (const { form } of pieces) {
    length += form.length + between.length;
    ends.push(length);
  }
  const { messages } = await lintSource({
    source: { filePath: "template.txt", content: pieces.map(({ form }) => form + between).join(""), ext: ".txt", contentType: "text" },
    options: { config: { rules: [preset] }, maskSecrets: true },
  });
  const results = texts.map((): Found[] => []);
  for (const { range } of messages) {
    const piece = pieces[ends.findIndex((end) => end > range[0])];
    if (piece !== undefined && results[piece.index]?.length === 0) results[piece.index]?.push(found("secret", "It holds a credential of a known service, or a private key."));
  }
  return results;
}
