const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

function random(length: number): string {
  return [...crypto.getRandomValues(new Uint8Array(length))].map((byte) => alphabet.charAt(byte & 31)).join("");
}

/** Ids inside a document; 60 random bits keep copies of one document mergeable. */
export function newLocalId(kind: "node" | "edge"): string {
  return `${kind === "node" ? "n" : "e"}_${random(12)}`;
}
