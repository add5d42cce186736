/** How deep one encoding inside another is undone. */
const depth = 2;
/** Of one text; more than this is no text that somebody wrote. */
const most = 200;

const run64 = /[A-Za-z0-9+/_-]{12,}={0,2}/g;
const runHex = /(?:[0-9a-fA-F]{2}){6,}/g;

/** Bytes as text, or the readable runs in them; nothing when they are not text at all. */
function readable(bytes: Buffer): string[] {
  const text = bytes.toString("utf8");
  if (!text.includes("\uFFFD") && !/[\u0000-\u0008\u000e-\u001f]/.test(text)) return [text];
  return bytes.toString("latin1").match(/[\u0020-\u007e]{8,}/g) ?? [];
}

function fromUrl(text: string): string[] {
  if (!/%[0-9a-fA-F]{2}/.test(text)) return [];
  try {
    return [decodeURIComponent(text)];
  } catch {
    return [text.replaceAll(/%([2-7][0-9a-fA-F])/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))];
  }
}

function fromEscapes(text: string): string[] {
  if (!/\\(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|["'/\\])|&#x?[0-9a-fA-F]+;/.test(text)) return [];
  return [
    text
      .replaceAll(/\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})/g, (_, long: string | undefined, short: string | undefined) => String.fromCharCode(Number.parseInt(long ?? short ?? "0", 16)))
      .replaceAll(/&#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}));/g, (whole, hex: string | undefined, decimal: string | undefined) => {
        const code = Number.parseInt(hex ?? decimal ?? "0", hex === undefined ? 10 : 16);
        return code <= 0x10_ffff ? String.fromCodePoint(code) : whole;
      })
      .replaceAll(/\\(["'/\\])/g, "$1"),
  ];
}

function once(text: string): string[] {
  return [
    ...fromUrl(text),
    ...fromEscapes(text),
    ...(text.match(run64) ?? []).slice(0, most).flatMap((run) => readable(Buffer.from(run, "base64url"))),
    ...(text.match(runHex) ?? []).slice(0, most).flatMap((run) => readable(Buffer.from(run, "hex"))),
  ].filter((form) => form.length >= 6 && form !== text);
}

/** What a text says once it is decoded from URL encoding, base64, hex or escapes, also one inside another; without itself. */
export function decodedForms(text: string): string[] {
  const forms = new Set<string>();
  let layer = [text];
  for (let level = 0; level < depth; level += 1) {
    layer = layer.flatMap(once).filter((form) => !forms.has(form)).slice(0, most);
    for (const form of layer) forms.add(form);
  }
  return [...forms];
}
