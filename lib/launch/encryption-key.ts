import { AppError } from "#lib/errors.ts";

const advice = "Make one with: openssl rand -base64 32";

/**
 * The 32 bytes of a base64 key. Refuses keys that no random source would give: short ones, encoded passphrases and
 * hex, repeated or counting bytes (so also the keys of examples). Chance to refuse a random key: below 1e-9.
 */
export function parseEncryptionKey(value: string): Buffer {
  const bytes = Buffer.from(value, "base64");
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(value) || bytes.length !== 32) {
    throw new AppError("invalid", `MILLRACE_ENCRYPTION_KEY must be 32 random bytes in base64. ${advice}`);
  }
  const weakness = weaknessOf(bytes);
  if (weakness !== null) throw new AppError("invalid", `MILLRACE_ENCRYPTION_KEY is weak: ${weakness}. ${advice}`);
  return bytes;
}

function weaknessOf(bytes: Buffer): string | null {
  // 32 random bytes hold 30 distinct values on average; fewer than 20 has a chance of about 1e-11.
  if (new Set(bytes).size < 20) return "too few distinct bytes";
  if (bytes.every((byte) => byte >= 0x20 && byte < 0x7f)) return "it is readable text, not random bytes";
  const steps = new Set(bytes.subarray(1).map((byte, index) => byte - (bytes[index] ?? 0)));
  if (steps.size < 8) return "its bytes follow a pattern";
  return null;
}
