const mask = Buffer.from("[secret]");
/** Shorter values occur by chance, and masking them would ruin replies. */
const shortest = 4;
const shortestWithin = 8;

/** Hides a credential that the other side echoes: as it is, URL-encoded, JSON-escaped, in hex and in base64, also of a text that holds it. */
export function secretMasker(secrets: readonly string[]): { text(value: string): string; bytes(value: Buffer): Buffer } {
  const forms = [...new Set(secrets.filter((secret) => secret.length >= shortest).flatMap(formsOf))].toSorted((a, b) => b.length - a.length);
  const needles = forms.map((form) => Buffer.from(form, "utf8"));
  return {
    text: (value) => forms.reduce((text, form) => text.replaceAll(form, "[secret]"), value),
    bytes: (value) => needles.reduce(replaceBytes, value),
  };
}

function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret, "utf8");
  const encoded = encodeURIComponent(secret);
  return [
    secret,
    encoded,
    encoded.replaceAll("%20", "+"),
    encoded.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    JSON.stringify(secret).slice(1, -1),
    bytes.toString("base64"),
    bytes.toString("base64url"),
    bytes.toString("hex"),
    ...(bytes.length < shortestWithin ? [] : withinBase64(bytes).flatMap((part) => [part, part.replaceAll("+", "-").replaceAll("/", "_")])),
  ];
}

/** What base64 of a longer text has of it, at each of the three places it may begin: the characters it alone decides. */
function withinBase64(bytes: Buffer): string[] {
  return [0, 1, 2].map((before) => Buffer.concat([Buffer.alloc(before), bytes]).toString("base64").slice(Math.ceil((before * 4) / 3), Math.floor(((before + bytes.length) * 4) / 3)));
}

function replaceBytes(body: Buffer, needle: Buffer): Buffer {
  const parts: Buffer[] = [];
  let from = 0;
  for (let at = body.indexOf(needle); at !== -1; at = body.indexOf(needle, from)) {
    parts.push(body.subarray(from, at), mask);
    from = at + needle.length;
  }
  return parts.length === 0 ? body : Buffer.concat([...parts, body.subarray(from)]);
}
