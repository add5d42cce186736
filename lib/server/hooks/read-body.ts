import type { IncomingMessage } from "node:http";
import { AppError } from "#lib/errors.ts";

const maxBodyBytes = 1024 * 1024;
/** A whole request that takes longer holds a socket for nothing. */
const maxBodyMs = 30_000;

/** Bodies that have begun to arrive and are not stored yet, of all requests together. */
const maxBytesInFlight = 128 * 1024 * 1024;
let bytesInFlight = 0;

function tooLarge(): AppError {
  return new AppError("too_large", `The body is larger than ${maxBodyBytes} bytes. Send less, or send a link to it.`);
}

/**
 * The body of a request that anybody may send, in bounds of size, time and what arrives at once.
 * @throws AppError too_large, malformed, unavailable.
 */
export function readBody(request: IncomingMessage): Promise<Buffer> {
  const declared = Number(request.headers["content-length"] ?? 0);
  if (declared > maxBodyBytes) return Promise.reject(tooLarge());
  return new Promise((resolve, reject) => {
    if (bytesInFlight > maxBytesInFlight) return reject(new AppError("unavailable", "Too much is arriving at once. Send it again in a few seconds; nothing was kept of it."));
    const chunks: Buffer[] = [];
    let size = 0;
    const timer = setTimeout(() => reject(new AppError("malformed", "The body did not arrive in time.")), maxBodyMs);
    request.on("data", (chunk: Buffer) => {
      size += chunk.byteLength;
      bytesInFlight += chunk.byteLength;
      if (size > maxBodyBytes) reject(tooLarge());
      else chunks.push(chunk);
    });
    request.on("end", () => resolve(Buffer.concat(chunks)));
    request.on("error", reject);
    request.on("close", () => {
      clearTimeout(timer);
      bytesInFlight -= size;
      // An error looks through the whole stack: none is made when the body is there.
      if (!request.complete) reject(new AppError("malformed", "The connection was closed before the whole body arrived."));
    });
  });
}
