const escapes: Readonly<Record<string, string>> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };
const portion = 65_536;

function field(text: string | null): string {
  if (text === null) return "\\N";
  return /[\\\t\n\r]/.test(text) ? text.replace(/[\\\t\n\r]/g, (character) => escapes[character] ?? character) : text;
}

/** Lines of COPY's text format, in portions of about 64 kB. */
export function* copyText(lines: Iterable<readonly (string | null)[]>): Generator<Buffer> {
  let text = "";
  for (const line of lines) {
    text += `${line.map(field).join("\t")}\n`;
    if (text.length < portion) continue;
    yield Buffer.from(text, "utf8");
    text = "";
  }
  if (text !== "") yield Buffer.from(text, "utf8");
}
