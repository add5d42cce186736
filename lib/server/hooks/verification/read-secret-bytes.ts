import { Refusal } from "./refusal.ts";

/** The key that a secret stands for. @throws Refusal when it is not written as it should be. */
export function readSecretBytes(secret: string, writtenAs: "text" | "base64" | "hex"): Buffer {
  if (writtenAs === "text") return Buffer.from(secret, "utf8");
  const isWritten = writtenAs === "hex" ? /^(?:[0-9a-fA-F]{2})+$/.test(secret) : /^[A-Za-z0-9+/_-]+={0,2}$/.test(secret);
  if (!isWritten) throw new Refusal("secret_unreadable");
  return Buffer.from(secret, writtenAs === "hex" ? "hex" : "base64");
}
