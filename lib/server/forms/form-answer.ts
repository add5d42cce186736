import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { join } from "node:path";
import { securityHeaders } from "../http/security-headers.ts";
import { runtime } from "../runtime.ts";
import type { FormPage } from "./form-page.ts";
import { html } from "./html.ts";

let styles: string | undefined;

/** The tokens and the form's own rules. No script runs on the page, so the browser's preference chooses the theme. */
function styleSheet(): string {
  const read = (name: string): string => readFileSync(join(import.meta.dirname, "../../../app/styles", name), "utf8");
  styles ??= read("tokens.css").replace(/\[data-theme="dark"\] \{[^}]*\}/, (dark) => `@media (prefers-color-scheme: dark) { ${dark.replace('[data-theme="dark"]', ":root")} }`) + read("form-page.css");
  return styles;
}

function headersOf(nonce: string): Record<string, string> {
  return {
    ...securityHeaders({ nonce, https: runtime().env.publicUrl.startsWith("https:"), dev: false }),
    // Nothing is loaded and nothing runs: what a form's maker or a visitor wrote can only be text.
    "content-security-policy": `default-src 'none'; style-src 'nonce-${nonce}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    "cache-control": "no-store",
    "x-robots-tag": "noindex, nofollow",
  };
}

/** Answers with a page of a form. */
export function answerPage(response: ServerResponse, page: FormPage, extra: Record<string, string> = {}): void {
  const nonce = randomBytes(16).toString("base64");
  const { html: text } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<title>${page.title}</title>
<style nonce="${nonce}">${{ html: styleSheet() }}</style>
</head>
<body>
<main>
${page.main}
</main>
</body>
</html>
`;
  response.writeHead(page.status, { ...headersOf(nonce), "content-type": "text/html; charset=utf-8", "content-length": String(Buffer.byteLength(text)), ...extra });
  response.end(response.req.method === "HEAD" ? undefined : text);
}

/** Sends the browser on with GET, so that reloading what follows sends nothing again. */
export function answerElsewhere(response: ServerResponse, location: string): void {
  response.writeHead(303, { ...headersOf(""), location, "content-length": "0" });
  response.end();
}
