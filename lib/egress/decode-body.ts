import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate } from "node:zlib";
import { EgressError } from "./egress-error.ts";

const decoders = { gzip: promisify(gunzip), "x-gzip": promisify(gunzip), deflate: promisify(inflate), br: promisify(brotliDecompress) };

/** What we can undo; a caller's own `accept-encoding` is replaced by it. */
export const acceptedEncodings = "gzip, br";

/**
 * The body as it was before compression, at most `maxBytes` of it.
 * @throws EgressError provider, for a larger one (so a compression bomb costs no memory) or an encoding we cannot undo.
 */
export async function decodeBody(body: Buffer, encoding: string | undefined, maxBytes: number): Promise<Buffer> {
  const name = (encoding ?? "identity").trim().toLowerCase();
  if (name === "identity" || name === "" || body.length === 0) return body;
  const decode = Object.hasOwn(decoders, name) ? decoders[name as keyof typeof decoders] : null;
  if (decode === null) throw new EgressError("provider", "unknown_encoding", `The reply is encoded as “${name.slice(0, 40)}”, which was not asked for.`);
  try {
    return await decode(body, { maxOutputLength: maxBytes });
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ERR_BUFFER_TOO_LARGE") throw replyTooLarge(maxBytes);
    throw new EgressError("provider", "bad_encoding", `The reply says it is ${name}, but it cannot be decompressed.`, { cause });
  }
}

export function replyTooLarge(maxBytes: number): EgressError {
  return new EgressError("provider", "reply_too_large", `The reply is larger than ${Math.floor(maxBytes / 1024 / 1024)} MiB. Ask for less at a time.`);
}
