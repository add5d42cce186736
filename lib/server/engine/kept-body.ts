const keptBytes = 16_384;

/** What an attempt keeps of a body: all of it, or its beginning and how long it was; no character is cut in two. */
export function keptBody(body: Buffer): { body: string; bodyBytes?: number } {
  if (body.byteLength <= keptBytes) return { body: body.toString("utf8") };
  let end = keptBytes;
  // UTF-8: bytes 10xxxxxx go on with the character before them.
  while (end > 0 && ((body[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return { body: body.toString("utf8", 0, end), bodyBytes: body.byteLength };
}
