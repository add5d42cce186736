import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { join } from "node:path";
import { securityHeaders } from "../http/security-headers.ts";
import { runtime } from "../runtime.ts";
import type { FormPage } from "./form-page.ts";
import { html } from "./html.ts";
import { type FormTheme, themeRules } from "./theme-rules.ts";

const darkTokens = /\[data-theme="dark"\] \{[^}]*\}/;
let sheets: { tokens: string; rules: string } | undefined;

/** The tokens and the form's own rules. No script runs on the page, so the form or the browser's preference chooses the theme. */
function styleSheet(theme: FormTheme | undefined): string {
  const read = (name: string): string => readFileSync(join(import.meta.dirname, "../../../app/styles", name), "utf8");
  sheets ??= { tokens: read("tokens.css"), rules: read("form-page.css") };
  const look = theme?.look ?? "auto";
  const tokens = sheets.tokens.replace(darkTokens, (dark) => {
    const rules = dark.replace('[data-theme="dark"]', ":root");
    return look === "light" ? "" : look === "dark" ? rules : `@media (prefers-color-scheme: dark) { ${rules} }`;
  });
  return tokens + sheets.rules + (theme === undefined ? "" : themeRules(theme));
}

function headersOf(nonce: string, hasLogo = false): Record<string, string> {
  return {
    ...securityHeaders({ nonce, https: runtime().env.publicUrl.startsWith("https:"), dev: false }),
    // Nothing is loaded and nothing runs: what a form's maker or a visitor wrote can only be text.
    "content-security-policy": `default-src 'none'; ${hasLogo ? "img-src data:; " : ""}style-src 'nonce-${nonce}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    "cache-control": "no-store",
    "x-robots-tag": "noindex, nofollow",
  };
}

/** Answers with a page of a form, in its own colours; without a theme as every page that belongs to none. */
export function answerPage(response: ServerResponse, page: FormPage, extra: Record<string, string> = {}, theme?: FormTheme): void {
  const nonce = randomBytes(16).toString("base64");
  const logo = theme?.logo ?? "";
  const { html: text } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<title>${page.title}</title>
<style nonce="${nonce}">${{ html: styleSheet(theme) }}</style>
</head>
<body>
<main>
${logo !== "" && html`<img class="logo" src="${logo}" alt="">
`}${page.main}
</main>
</body>
</html>
`;
  response.writeHead(page.status, { ...headersOf(nonce, logo !== ""), "content-type": "text/html; charset=utf-8", "content-length": String(Buffer.byteLength(text)), ...extra });
  response.end(response.req.method === "HEAD" ? undefined : text);
}

/** Sends the browser on with GET, so that reloading what follows sends nothing again. */
export function answerElsewhere(response: ServerResponse, location: string): void {
  response.writeHead(303, { ...headersOf(""), location, "content-length": "0" });
  response.end();
}
