import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { TemplateContent } from "#lib/flow/templates/template-content.schema.ts";
import { startDatabaseServer } from "#tests/support/database-server.ts";
import { type CheckedTemplate, checkTemplate } from "./check-template.ts";
import { contentHash, type KeptCheck, shippedTemplates } from "./gallery-check.ts";
import { startGalleryLab } from "./gallery-lab.ts";

/**
 * Installs every template that comes with the product in a clean workspace and runs its samples against the sample
 * systems. `--write` keeps the result for the gallery to show, `--only <id>` checks one, `--file <path>` a template file.
 */
const { values: options } = parseArgs({ options: { write: { type: "boolean", default: false }, only: { type: "string" }, file: { type: "string" } } });
const kept = join(import.meta.dirname, "../../lib/server/templates/gallery/checks.json");

function chosen(): Map<string, CheckedTemplate> {
  if (options.file !== undefined) {
    const content = TemplateContent.parse(JSON.parse(readFileSync(options.file, "utf8")));
    return new Map([[options.file, { source: { kind: "file", file: content }, version: 1, content }]]);
  }
  return new Map([...shippedTemplates()].filter(([id]) => options.only === undefined || id === options.only));
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const templates = chosen();
if (templates.size === 0) throw new Error(`There is no template ${options.only}.`);
const server = await startDatabaseServer(process.env["TEST_DATABASE_URL"]);
const lab = await startGalleryLab(server.url);
const checks: Record<string, KeptCheck> = {};
try {
  for (const [id, template] of templates) {
    const started = Date.now();
    const check = await checkTemplate(lab, template, new Date());
    checks[id] = { ...check, hash: contentHash(template.content) };
    say(`${check.passed === check.of ? "ok  " : "FAIL"}  ${String(check.passed).padStart(2)} of ${check.of}  ${((Date.now() - started) / 1_000).toFixed(1).padStart(5)} s  ${template.content.name}`);
    for (const { sample, problem } of check.problems) say(`        ${sample}: ${problem}`);
  }
} finally {
  await lab.stop();
  await server.stop();
}
const red = Object.values(checks).filter(({ passed, of }) => passed < of).length;
say(red === 0 ? `All ${templates.size} templates pass.` : `${red} of ${templates.size} templates fail.`);
if (options.write && options.file === undefined) {
  const before = JSON.parse(readFileSync(kept, "utf8")) as Record<string, KeptCheck>;
  const shipped = shippedTemplates();
  const all = Object.fromEntries(Object.entries({ ...before, ...checks }).filter(([id]) => shipped.has(id)));
  writeFileSync(kept, `${JSON.stringify(all, null, 2)}\n`);
}
process.exitCode = red === 0 ? 0 : 1;
