import { describe, expect, test } from "vitest";
import { z } from "zod";
import { contracts } from "#lib/contracts/all.ts";
import { isShown, Shown } from "#lib/contracts/shown.schema.ts";
import { FlowDocument } from "#lib/flow/document.schema.ts";
import { readSources } from "./repository.ts";

/**
 * Open values and messages in answers that no run has written, by place; everything else has to be `Shown` or
 * `ShownText`, which only the projection makes.
 */
const openOnPurpose: readonly [RegExp, string][] = [
  [/^\w+ \S+\/connections\S* (\.connections)?\.settings$/, "what people typed about a connection; its secret is apart"],
  [/ \.entries\.details$/, "audit rows hold names, ids and rules"],
  [/^POST \S+\/check \.issues\.(fix\.operations|message)$/, "operations on a document that was sent, and what is wrong in it"],
  [/^POST \S+\/preview \.(value|message)$/, "made of what the caller sent"],
  [/^GET \S+\/node-types\S* \./, "the catalogue"],
  [/^GET \S+\/runs\/stream $/, "names of runs, seen by tests/security/hidden-fields.test.ts"],
  [/^GET \S+\/openapi\.json $/, "the contracts themselves"],
  [/ (\.versions|\.changes\.change|\.entries|\.template\.versions|\.install\.newer|\.from|\.to)?\.message$/, "said by who published a version"],
  [/ (\.template|\.draft)?(\.content)?\.(parameters\.default|samples\.(input|expected\.answer\.body))$/, "written for others by who made a template"],
  [/ \.nodeTypes\./, "the catalogue"],
  [/^POST \S+\/template\/preview \.(choices\.value|findings\.message|issues\.message)$/, "of a document that its reader edits; a finding quotes nothing"],
  [/^GET \S+\/install \.install\.parameters$/, "answers to a template's questions, as they stand in the document"],
  [/^GET \S+\/mocks \.mocks\.error\.message$/, "a failure that somebody wrote as a mock"],
];

/** Who reads stored payloads on the server outside lib/server/{engine,regions,payloads,projection}, and what for. */
const readers: Record<string, "gives a caller what its flow responds" | "shows through a projector" | "makes or goes on with a run" | "reads a document or a form" | "learns names and types, no values" | "finds what a projector shows"> = {
  "lib/server/answers/read-answer.ts": "gives a caller what its flow responds",
  "lib/server/approvals/visit-approval.ts": "shows through a projector",
  "lib/server/events/find-past-event.ts": "makes or goes on with a run",
  "lib/server/events/learn-names.ts": "learns names and types, no values",
  "lib/server/events/read-event.ts": "shows through a projector",
  "lib/server/events/search-events.ts": "finds what a projector shows",
  "lib/server/events/value-of.ts": "makes or goes on with a run",
  "lib/server/flows/test-document.ts": "makes or goes on with a run",
  "lib/server/runs/admit-paced.ts": "makes or goes on with a run",
  "lib/server/runs/compare-with-good.ts": "shows through a projector",
  "lib/server/runs/decide-wait.ts": "reads a document or a form",
  "lib/server/runs/payload-answer.ts": "shows through a projector",
  "lib/server/runs/read-run.ts": "shows through a projector",
  "lib/server/runs/read-step-payload.ts": "shows through a projector",
  "lib/server/runs/repeat-run.ts": "makes or goes on with a run",
  "lib/server/runs/replay-run.ts": "makes or goes on with a run",
  "lib/server/runs/reveal-field.ts": "shows through a projector",
  "lib/server/runs/run-document.ts": "reads a document or a form",
  "lib/server/samples/create-sample.ts": "makes or goes on with a run",
  "lib/server/samples/list-mocks.ts": "shows through a projector",
  "lib/server/samples/read-sample.ts": "shows through a projector",
  "lib/server/samples/test-mocks.ts": "makes or goes on with a run",
  "lib/server/templates/seen-run.ts": "learns names and types, no values",
};

type Def = { type: string; shape?: Record<string, z.ZodType>; element?: z.ZodType; options?: z.ZodType[]; items?: z.ZodType[]; valueType?: z.ZodType; innerType?: z.ZodType; catchall?: z.ZodType; in?: z.ZodType; left?: z.ZodType; right?: z.ZodType };

const open = new Set(["lazy", "unknown", "any", "custom"]);

/** Places of an answer where anything may stand, and messages, that nothing says were projected; documents are left aside. */
function unprojected(schema: z.ZodType, path = ""): string[] {
  if (isShown(schema) || schema === FlowDocument) return [];
  const def = schema._zod.def as unknown as Def;
  if (open.has(def.type) || (def.type === "string" && path.endsWith(".message"))) return [path];
  const inner = [...(def.options ?? []), ...(def.items ?? []), def.element, def.valueType, def.innerType, def.catchall, def.in, def.left, def.right].filter((part) => part !== undefined);
  return [...Object.entries(def.shape ?? {}).flatMap(([name, part]) => unprojected(part, `${path}.${name}`)), ...inner.flatMap((part) => unprojected(part, path))];
}

function offences(name: string, answer: z.ZodType): string[] {
  return [...new Set(unprojected(answer).map((path) => `${name} ${path}`))].filter((place) => !openOnPurpose.some(([pattern]) => pattern.test(place)));
}

describe("what leaves the server was projected for its reader", () => {
  test("in every answer of the API", () => {
    expect(contracts.flatMap((contract) => offences(`${contract.method} ${contract.path}`, contract.answer))).toEqual([]);
  });

  test("an answer that gives a stored value, or a message, as it is is found", () => {
    const answer = z.object({ run: z.object({ input: z.json().nullable(), shown: Shown, error: z.object({ message: z.string() }) }), lines: z.array(z.unknown()) });
    expect(offences("GET /api/v1/new", answer)).toEqual(["GET /api/v1/new .run.input", "GET /api/v1/new .run.error.message", "GET /api/v1/new .lines"]);
  });

  test("only the projection makes what may be shown", () => {
    const makers = [...readSources()].filter(([file, source]) => !/\.test(-support)?\.tsx?$|^tests\//.test(file) && /\bas (Shown|ShownText|Record<string, Shown>)\b/.test(source)).map(([file]) => file);
    expect(makers).toEqual(["lib/server/projection/projector.ts"]);
  });

  test("who reads stored payloads is known", () => {
    const known = /^lib\/server\/(engine|regions|payloads|projection)\//;
    const found = [...readSources()].filter(([file, source]) => file.startsWith("lib/server/") && !known.test(file) && !file.endsWith(".test.ts") && /import \{[^}]*\b(readPayloads|payloadsByHash|unpackPayload)\b/.test(source)).map(([file]) => file);
    expect(found.toSorted()).toEqual(Object.keys(readers).toSorted());
  });
});
