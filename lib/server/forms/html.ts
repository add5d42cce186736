/** Text that is HTML already; everything else is escaped when it is put into `html`. */
export interface Html {
  readonly html: string;
}

type Part = Html | string | number | false | null | undefined | readonly Part[];

const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function text(part: Part): string {
  if (part === false || part === null || part === undefined) return "";
  if (typeof part === "string" || typeof part === "number") return String(part).replaceAll(/[&<>"']/g, (mark) => escapes[mark] ?? mark);
  return "html" in part ? part.html : part.map(text).join("");
}

/** HTML with values put in as text. A value in an attribute stands between double quotes. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { html: strings.reduce((whole, string, index) => whole + text(parts[index - 1]) + string) };
}
