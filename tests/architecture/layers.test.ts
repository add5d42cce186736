import { describe, expect, test } from "vitest";
import { checkLayers } from "./layers/check-layers.ts";
import { closedRoads, exceptions, layers } from "./layers/layers.ts";
import { planted } from "./layers/planted.ts";
import { readManifest, readSources } from "./repository.ts";

const manifest = readManifest();

test("every import of the tree points the allowed way", () => {
  const { modules, imports, violations } = checkLayers(readSources(), manifest);
  expect(violations.map(({ rule, file, line, message }) => `${rule}: ${file}:${line} ${message}`)).toEqual([]);
  expect(modules).toBeGreaterThan(500);
  expect(imports).toBeGreaterThan(2_000);
});

describe("a planted fault is seen", () => {
  test.each(planted)("$rule in $file: $source", ({ rule, file, source, beside = {} }) => {
    const { violations } = checkLayers(new Map(Object.entries({ [file]: source, ...beside })), manifest, []);
    expect(violations.map((violation) => violation.rule)).toContain(rule);
  });

  test("in every row of the rules", () => {
    const rows = [...layers.map((layer) => layer.name), ...closedRoads.map((road) => road.name)];
    expect(rows.filter((name) => !planted.some(({ rule }) => rule === name))).toEqual([]);
  });

  test("when an exception has outlived its need", () => {
    const stale = { from: "lib/server/x.ts", to: "db/client.ts", reason: "none" };
    const { violations } = checkLayers(new Map([["lib/server/x.ts", 'import "#db/client.ts";']]), manifest, [stale]);
    expect(violations.map((violation) => violation.rule)).toEqual(["exception"]);
  });
});

describe("what is allowed is not called a fault", () => {
  test.each([
    ["components/flows/x.tsx", 'import type { Flow } from "#lib/contracts/flows.schema.ts"; import { graphOf } from "#lib/flow/graph.ts"; export const y: [Flow?] = [graphOf];'],
    ["components/flows/x.tsx", 'export const load = () => import("#lib/flow/document.schema.ts");'],
    ["lib/connectors/http/x.server.ts", 'import { y } from "#lib/egress/y.ts"; import { z } from "./spec.ts"; export { y, z };'],
    ["lib/flow/x.ts", "// Date.now() is not called\nexport const due = (now: number, clock: { at: number }) => new Date(now + clock.at);"],
    ["app/page.tsx", 'import { readInstance } from "#lib/server/x.ts"; import { Page } from "#components/x.tsx"; import "./x.css"; export default () => [readInstance, Page];'],
  ])("%s: %s", (file, source) => {
    expect(checkLayers(new Map([[file, source]]), manifest, []).violations).toEqual([]);
  });

  test("an exception says why", () => {
    for (const { reason } of exceptions) expect(reason.length).toBeGreaterThan(8);
  });
});
