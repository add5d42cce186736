import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

const algorithm = "aes-256-gcm";
const tagBytes = 16;

/** A sealed text was changed, belongs to another place, or the key is not the one it was sealed with. */
export class SealBroken extends Error {
  constructor(options: { cause?: unknown } = {}) {
    super("A sealed value does not open with this key at this place.", options);
    this.name = "SealBroken";
  }
}

/**
 * Encrypts with AES-256-GCM as `v1.iv.tag.ciphertext` (base64url). `place` says where the value belongs and is
 * authenticated with it: the text opens nowhere else.
 */
export function seal(key: Buffer, plain: Buffer, place: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv(algorithm, key, iv, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(place, "utf8"));
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
  return ["v1", iv.toString("base64url"), cipher.getAuthTag().toString("base64url"), sealed.toString("base64url")].join(".");
}

/** @throws SealBroken */
export function unseal(key: Buffer, text: string, place: string): Buffer {
  const [version, iv, tag, sealed, ...rest] = text.split(".");
  if (version !== "v1" || iv === undefined || tag === undefined || sealed === undefined || rest.length > 0) throw new SealBroken();
  const tagPart = Buffer.from(tag, "base64url");
  // Node takes shorter tags unless told the length, and four bytes can be guessed.
  if (tagPart.length !== tagBytes) throw new SealBroken();
  try {
    const decipher = createDecipheriv(algorithm, key, Buffer.from(iv, "base64url"), { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(place, "utf8"));
    decipher.setAuthTag(tagPart);
    return Buffer.concat([decipher.update(Buffer.from(sealed, "base64url")), decipher.final()]);
  } catch (cause) {
    throw new SealBroken({ cause });
  }
}
