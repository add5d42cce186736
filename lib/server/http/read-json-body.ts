import parseJson from "secure-json-parse";
import { AppError } from "#lib/errors.ts";

const maxDepth = 64;
const jsonType = /^application\/json(?:\s*;\s*charset="?utf-8"?)?\s*$/i;

/**
 * The parsed JSON body, or undefined when there is none.
 * @throws AppError unsupported_media_type, too_large or malformed, before anything is built from the text.
 */
export async function readJsonBody(request: Request, maxBytes: number): Promise<unknown> {
  const declared = Number(request.headers.get("content-length") ?? "0");
  if (declared > maxBytes) throw tooLarge(maxBytes);
  const type = request.headers.get("content-type");
  const encoding = request.headers.get("content-encoding") ?? "identity";
  if (encoding !== "identity") throw new AppError("unsupported_media_type", "Send the body without compression.");
  if (type !== null && !jsonType.test(type)) throw wrongType();
  const bytes = await readLimited(request, maxBytes);
  if (bytes.length === 0) return undefined;
  if (type === null) throw wrongType();
  return parse(bytes);
}

/** Reads no further than one chunk past the limit, whatever `content-length` said. */
async function readLimited(request: Request, maxBytes: number): Promise<Buffer> {
  if (request.body === null) return Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.byteLength;
    if (size > maxBytes) {
      await reader.cancel().catch(() => undefined);
      throw tooLarge(maxBytes);
    }
    chunks.push(part.value);
  }
  return Buffer.concat(chunks, size);
}

function parse(bytes: Buffer): unknown {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new AppError("malformed", "The body is not valid UTF-8.");
  }
  if (isDeeperThan(text, maxDepth)) throw new AppError("malformed", `The JSON is nested deeper than ${maxDepth} levels.`);
  try {
    return parseJson(text, { protoAction: "error", constructorAction: "error" });
  } catch {
    throw new AppError("malformed", "The body is not valid JSON, or it uses a forbidden key such as __proto__.");
  }
}

/** Counts brackets outside of strings, so that deep nesting is refused before a parser recurses into it. */
function isDeeperThan(text: string, limit: number): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (inString) {
      if (code === 0x5c) i += 1;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x5b || code === 0x7b) {
      depth += 1;
      if (depth > limit) return true;
    } else if (code === 0x5d || code === 0x7d) depth -= 1;
  }
  return false;
}

function wrongType(): AppError {
  return new AppError("unsupported_media_type", "Send JSON with the header content-type: application/json.");
}

function tooLarge(maxBytes: number): AppError {
  return new AppError("too_large", `The body may have ${maxBytes} bytes at most.`);
}
