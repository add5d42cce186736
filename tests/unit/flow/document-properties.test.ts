import fc from "fast-check";
import { expect, test } from "vitest";
import { nodeTypes } from "#lib/connectors/registry.ts";
import { checkDocument } from "#lib/flow/check/check-document.ts";
import { compile } from "#lib/flow/compile.ts";
import { type FlowDocument, schemaVersion } from "#lib/flow/document.schema.ts";
import { blocksPublishing } from "#lib/flow/issue.ts";
import { readDocument } from "#lib/flow/migrations/read-document.ts";
import { applyOperation } from "#lib/flow/operations/apply-operation.ts";
import { canonicalJson, type Json } from "#lib/json.ts";
import { flowDocuments } from "#tests/support/arbitrary-document.ts";
import { drawDocument, nodeDraws } from "#tests/support/random-document.ts";
import { randomSeed } from "#tests/support/random-seed.ts";

const text = (document: FlowDocument): string => canonicalJson(document as unknown as Json);

/** Where a mutation strikes, and what it puts there. */
const mutation = fc.tuple(fc.array(fc.nat(50), { minLength: 3, maxLength: 8, size: "max" }), fc.oneof(fc.constant(undefined), fc.jsonValue({ maxDepth: 1 }), fc.constantFrom("n_aaaa", "literal", "cel", 1e99, -1, "\u0000", "core/split")));

/** Changes one part of a JSON value, found by numbers; taking away when there is nothing to put. */
function mutate(value: unknown, [path, put]: readonly [readonly number[], unknown]): unknown {
  const [step, ...rest] = path;
  if (step === undefined || typeof value !== "object" || value === null) return put === undefined ? null : put;
  const copy: Record<string, unknown> | unknown[] = Array.isArray(value) ? [...(value as unknown[])] : { ...value };
  const keys = Object.keys(copy);
  const key = keys[step % Math.max(1, keys.length)];
  if (key === undefined) return put ?? null;
  const target = copy as Record<string, unknown>;
  if (rest.length > 0) target[key] = mutate(target[key], [rest, put]);
  else if (put === undefined) delete target[key];
  else target[key] = put;
  return copy;
}

test("a document that is written and read again is the same", () => {
  fc.assert(
    fc.property(flowDocuments, (document) => {
      const read = readDocument(JSON.parse(JSON.stringify(document)));
      expect(read.ok ? text(read.value) : read.problem).toBe(text(document));
    }),
    { numRuns: 2_000, seed: randomSeed("documents, read again") },
  );
}, 60_000);

test("compile and check never throw, whatever the schema takes; what compiles has no error", () => {
  fc.assert(
    fc.property(flowDocuments, (document) => {
      const issues = checkDocument(document, nodeTypes);
      expect(compile(document, nodeTypes).ok).toBe(!issues.some(blocksPublishing));
      for (const { rule, message } of issues) if (rule === "" || message === "") expect.fail("an issue says nothing");
    }),
    { numRuns: 2_000, seed: randomSeed("documents, compiled") },
  );
}, 60_000);

test("reading never throws, whatever it is given; what it takes can be compiled", () => {
  let taken = 0;
  fc.assert(
    fc.property(nodeDraws(6), fc.array(mutation, { minLength: 1, maxLength: 2 }), (draws, mutations) => {
      const read = readDocument(mutations.reduce<unknown>(mutate, JSON.parse(JSON.stringify(drawDocument(draws)))));
      if (!read.ok) {
        expect(read.problem[0]?.message).toBeTruthy();
        return;
      }
      taken += 1;
      expect(read.value.schemaVersion).toBe(schemaVersion);
      compile(read.value, nodeTypes);
    }),
    { numRuns: 2_000, seed: randomSeed("documents, mutated") },
  );
  expect(taken, "mutations that leave a document readable").toBeGreaterThan(40);
}, 60_000);

test("every fix of an issue mends it, or at least does not throw", () => {
  let fixes = 0;
  fc.assert(
    fc.property(flowDocuments, (document) => {
      for (const { rule, node, edge, fix } of checkDocument(document, nodeTypes)) {
        if (!fix) continue;
        fixes += 1;
        const mended = fix.operations.reduce((before, operation) => applyOperation(before, operation).document, document);
        if (!readDocument(mended).ok) expect.fail(`${rule}: “${fix.label}” makes a document that cannot be read`);
        if (text(mended) === text(document)) expect.fail(`${rule} at ${node ?? edge ?? "the flow"}: “${fix.label}” changes nothing`);
      }
    }),
    { numRuns: 500, seed: randomSeed("documents, mended") },
  );
  expect(fixes).toBeGreaterThan(250);
}, 60_000);
