import { afterAll, beforeAll, expect, test } from "vitest";
import { nodeTypes } from "#lib/connectors/registry.ts";
import { contentProblems } from "#lib/flow/templates/content-problems.ts";
import { readTemplateContent } from "#lib/flow/templates/read-template-content.ts";
import { galleryTemplates } from "#lib/server/templates/gallery/gallery-templates.ts";
import { scanContent } from "#lib/server/templates/scan/scan-content.ts";
import { startApi, type TestApi } from "#tests/support/api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
}, 60_000);
afterAll(() => api.stop());

test.each(galleryTemplates.flatMap(({ id, versions }) => versions.map(({ number, content, message }) => [id, number, content, message] as const)))("%s, version %i, would be taken as a file and published as anybody's", async (_, __, content, message) => {
  const read = readTemplateContent(JSON.parse(JSON.stringify(content)));
  expect(read).toStrictEqual({ ok: true, value: content });
  expect(contentProblems(content, nodeTypes)).toEqual([]);
  expect(await scanContent(content, { message })).toEqual([]);
});
