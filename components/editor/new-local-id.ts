const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

function random(length: number): string {
  return [...crypto.getRandomValues(new Uint8Array(length))].map((byte) => alphabet.charAt(byte & 31)).join("");
}

const prefixes = { node: "n", edge: "e", group: "g", note: "t" } as const;

/** Ids inside a document; 60 random bits keep copies of one document mergeable. */
export function newLocalId(kind: keyof typeof prefixes): string {
  return `${prefixes[kind]}_${random(12)}`;
}
