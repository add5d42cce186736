import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { present } from "#lib/assert.ts";
import type { TemplateContent } from "#lib/flow/templates/template-content.schema.ts";
import { type CheckedTemplate, checkTemplate } from "./check-template.ts";
import { shippedTemplates } from "./gallery-check.ts";
import { type GalleryLab, startGalleryLab } from "./gallery-lab.ts";

let lab: GalleryLab;
let folder: string;
const shipped = shippedTemplates();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "millrace-gallery-"));
  lab = await startGalleryLab(present(process.env["MILLRACE_TEST_SERVER"], "the tests' database server"));
}, 300_000);
afterAll(async () => {
  await lab.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

function contentOf(id: string): TemplateContent {
  return structuredClone(present(shipped.get(id), id).content);
}

async function check(template: CheckedTemplate) {
  const { passed, of, problems } = await checkTemplate(lab, template, new Date());
  return { passed, of, problems: problems.map(({ sample, problem }) => `${sample}: ${problem}`) };
}

const asFile = (file: TemplateContent): CheckedTemplate => ({ source: { kind: "file", file }, version: 1, content: file });

test.each([...shipped])("%s does what its samples say, in a clean workspace, without writing and for good", async (_, template) => {
  const { passed, of, problems } = await check(template);
  expect(problems.join("\n")).toBe("");
  expect([passed, of]).toEqual([template.content.samples.length, template.content.samples.length]);
}, 180_000);

describe("a template that is broken on purpose is red", () => {
  test("a step that writes something else", async () => {
    const content = contentOf("tmpl_millrace_lead_form");
    const lead = present(content.document.nodes.find(({ id }) => id === "n_lead"), "the step");
    lead.config["email"] = { kind: "reference", node: "n_form", path: ["fields", "name"] };
    const { passed, problems } = await check(asFile({ ...content, samples: content.samples.slice(0, 1) }));
    expect(passed).toBe(0);
    // A test-run writes nothing, so only the real one meets the CRM's refusal.
    expect(problems.filter((problem) => problem.includes("Test-run"))).toEqual([]);
    expect(problems.join("\n")).toMatch(/The run: succeeded was expected, and failed came/);
  }, 120_000);

  test("a limit that lets money go without a question", async () => {
    const content = contentOf("tmpl_millrace_refund_approval");
    for (const parameter of content.parameters) if (parameter.key === "limit") parameter.default = 1_000;
    const large = content.samples.filter(({ name }) => name.includes("large"));
    const { passed, problems } = await check(asFile({ ...content, samples: large }));
    expect(passed).toBe(0);
    expect(problems.join("\n")).toMatch(/A person decides: succeeded, at approved was expected/);
  }, 120_000);

  test("the command says which sample, and ends with 1", async () => {
    const content = contentOf("tmpl_millrace_customer_lookup");
    for (const node of content.document.nodes) if (node.id === "n_unknown") node.config["status"] = { kind: "literal", value: 410 };
    const file = join(folder, "broken.json");
    writeFileSync(file, JSON.stringify({ ...content, samples: content.samples.slice(-2) }));
    const child = spawn(process.execPath, [join(import.meta.dirname, "check-gallery.ts"), "--file", file], { stdio: ["ignore", "pipe", "inherit"] });
    let said = "";
    child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
    const code = await new Promise((resolve) => {
      child.once("exit", resolve);
    });
    expect(said).toMatch(/FAIL +1 of 2/);
    expect(said).toMatch(/Nobody knows them: .*404 was expected, and 410 came/);
    expect(code).toBe(1);
  }, 180_000);
});
