import { expect, test } from "vitest";
import { nodeTypes } from "#lib/connectors/registry.ts";
import { nodeNames } from "#lib/flow/node-names.ts";
import { buildDocument, fields, literal, nodeId, reference } from "#tests/support/build-document.ts";
import { deliveryWords } from "./delivery-words.ts";
import { settingLines } from "./setting-lines.ts";
import { effortWords, parameterWords } from "./template-words.ts";

const document = buildDocument({
  hook: { type: "core/webhook", config: { answer: literal("respond") } },
  shape: { type: "core/map", config: { fields: fields({ email: reference("hook", "body", "mail"), country: literal("DE") }) } },
  send: { type: "http/request", config: { method: literal("POST"), url: literal("https://crm.test/leads") }, settings: { retry: { attempts: 2, backoff: "constant", delayMs: 1_000, maxDelayMs: 1_000 } } },
  get: { type: "http/request", config: { method: literal("GET"), url: literal("https://crm.test/") } },
  thank: { type: "core/respond", config: { status: literal(201) } },
}, ["hook -> shape", "shape -> send", "send -> get", "send.error -> thank", "get -> thank"]);

test("what a flow promises follows from its steps", () => {
  expect(deliveryWords(document, nodeTypes)).toEqual([
    "The caller gets its answer in the same call. A call repeated with the same Idempotency-Key gets the stored answer.",
    "Calls that fail for the moment are tried 2 to 4 times.",
    "“send” sends a key, so a repeat is done once by a receiver that honours it; by any other, at least once.",
    "When “send” fails, the flow goes on at its error path.",
  ]);
});

test("a step's settings are said in words, and those that are asked are marked", () => {
  const [, shape, send] = document.nodes;
  if (!shape || !send) throw new Error("The document lost its steps");
  const names = nodeNames(document.nodes);
  expect(settingLines(shape, nodeTypes.get(shape.type), names, [])).toMatchObject([{ key: "fields", value: null, rows: [{ name: "email", value: "hook · body · mail" }, { name: "country", value: "DE" }] }]);
  const asked = { key: "target", label: "Where to", help: "", type: "url" as const, required: true, places: [{ node: nodeId("send"), path: ["url", "value"] }] };
  expect(settingLines(send, nodeTypes.get(send.type), names, [asked])).toMatchObject([{ key: "method", value: "POST", asks: [] }, { key: "url", label: "URL", value: "https://crm.test/leads", asks: ["Where to"] }]);
});

test("what is asked and how much of it there is are said before it is begun", () => {
  const warehouse = { key: "dw", title: "Warehouse", help: "", kinds: ["postgres/password"], nodes: [nodeId("send")] };
  const table = { key: "t", label: "Table", help: "", type: "choice" as const, required: true, options: { from: "tables" as const, connection: "dw" }, places: [] };
  expect(parameterWords(table, [warehouse])).toBe("a table of Warehouse");
  expect(parameterWords({ ...table, type: "text", required: false }, [])).toBe("text, may be left out");
  expect(parameterWords({ ...table, type: "long", default: "Thank you" }, [])).toBe("text of several lines, has a default");
  expect(parameterWords({ ...table, type: "number", default: 100 }, [])).toBe("a number, 100 unless you change it");
  expect(parameterWords({ ...table, options: { from: "list", values: ["website", "campaign"] }, default: "website" }, [])).toBe("website or campaign, website unless you change it");
  const sample = { name: "One", input: null, expected: null };
  expect(effortWords({ connections: [warehouse], parameters: [table, table], samples: [sample] })).toBe("One connection, 2 questions, then a sample run with writes off.");
  expect(effortWords({ connections: [], parameters: [], samples: [] })).toBe("Nothing to set, then a test-run with writes off.");
});
