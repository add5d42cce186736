/** A case's port: it is never shown, and stays when the case is renamed or moved. */
export function newPort(): string {
  const letters = "0123456789abcdefghjkmnpqrstvwxyz";
  return `c_${[...crypto.getRandomValues(new Uint8Array(8))].map((byte) => letters.charAt(byte & 31)).join("")}`;
}
