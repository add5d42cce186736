import { describe, expect, test } from "vitest";
import { nodeTypes } from "#lib/connectors/registry.ts";
import { checkDocument } from "#lib/flow/check/check-document.ts";
import type { Binding, FlowDocument } from "#lib/flow/document.schema.ts";
import { applyOperation } from "#lib/flow/operations/apply-operation.ts";
import { renameOutput } from "#lib/flow/operations/rename-output.ts";
import { buildDocument, fields, literal, nodeId, reference } from "#tests/support/build-document.ts";

const cel = (source: string): Binding => ({ kind: "cel", source });

function bindings(document: FlowDocument, name: string): Record<string, Binding> {
  const list = document.nodes.find((node) => node.name === name)?.config["fields"];
  return Object.fromEntries(list?.kind === "fields" ? list.fields.map((field) => [field.name, field.value]) : []);
}

function renamed(document: FlowDocument, node: string, path: (string | number)[], to: string): FlowDocument {
  return renameOutput(document, nodeTypes, { node: nodeId(node), path }, to).reduce((at, operation) => applyOperation(at, operation).document, document);
}

describe("a field of a map gets another name", () => {
  const document = buildDocument({
    hook: { type: "core/webhook" },
    shape: { type: "core/map", config: { fields: fields({ mail: literal("a@example.com"), mailing: literal(1) }) } },
    next: {
      type: "core/map",
      config: {
        fields: fields({
          whole: reference("shape"), one: { ...reference("shape", "mail"), default: "none" }, other: reference("shape", "mailing"),
          text: { kind: "template", parts: ["To ", reference("shape", "mail")] },
          both: cel(`(${nodeId("shape")}).mail + ${nodeId("shape")}["mail"] + "mail" + ${nodeId("shape")}.?mail.orValue("")`),
          loop: cel(`[1].map(mail, ${nodeId("shape")}.mailing + mail)`),
          foreign: cel(`${nodeId("hook")}.body.mail`),
        }),
      },
    },
    last: { type: "core/map", config: { fields: fields({ deep: reference("next", "whole", "mail"), asked: cel(`has(${nodeId("next")}.whole.mail)`) }) } },
    call: { type: "http/request", config: { url: literal("https://x.test") }, settings: { idempotencyKey: reference("shape", "mail") } },
  }, ["hook -> shape", "shape -> next", "next -> last", "last -> call"]);

  test("references, texts, expressions, keys of effects and what carries it on follow; others do not", () => {
    const after = renamed(document, "shape", ["mail"], "e_mail");
    const shape = nodeId("shape");
    expect(bindings(after, "next")).toEqual({
      whole: reference("shape"), one: { ...reference("shape", "e_mail"), default: "none" }, other: reference("shape", "mailing"),
      text: { kind: "template", parts: ["To ", reference("shape", "e_mail")] },
      both: cel(`(${shape}).e_mail + ${shape}.e_mail + "mail" + ${shape}.?e_mail.orValue("")`),
      loop: cel(`[1].map(mail, ${shape}.mailing + mail)`),
      foreign: cel(`${nodeId("hook")}.body.mail`),
    });
    expect(bindings(after, "last")).toEqual({ deep: reference("next", "whole", "e_mail"), asked: cel(`has(${nodeId("next")}.whole.e_mail)`) });
    expect(after.nodes.at(-1)?.settings.idempotencyKey).toEqual(reference("shape", "e_mail"));
  });

  test("a name that is no identifier is put in brackets", () => {
    const after = renamed(document, "shape", ["mail"], "e-mail");
    const shape = nodeId("shape");
    expect(bindings(after, "next")["both"]).toEqual(cel(`(${shape})["e-mail"] + ${shape}["e-mail"] + "mail" + ${shape}[?"e-mail"].orValue("")`));
  });

  test("an expression that cannot be read is left as it is", () => {
    const broken = structuredClone(document);
    const list = broken.nodes[2]?.config["fields"];
    if (list?.kind === "fields") list.fields = [{ name: "half", value: cel(`${nodeId("shape")}.mail +`) }];
    expect(bindings(renamed(broken, "shape", ["mail"], "e_mail"), "next")).toEqual({ half: cel(`${nodeId("shape")}.mail +`) });
  });
});

test("records keep their field through a filter, and only where all that meet have it", () => {
  const document = buildDocument({
    begin: { type: "core/manual" },
    each: { type: "core/split", config: { list: literal([{ a: 1 }]) } },
    shape: { type: "core/map", config: { fields: fields({ total: reference("each", "a") }) } },
    keep: { type: "core/filter", config: { condition: cel(`${nodeId("shape")}.total > 1`) as never } },
    after: { type: "core/map", config: { fields: fields({ sum: reference("keep", "total") }) } },
    all: { type: "core/collect" },
  }, ["begin -> each", "each => shape", "shape => keep", "keep => after", "after => all"]);
  const after = renamed(document, "shape", ["total"], "amount");
  expect(bindings(after, "after")).toEqual({ sum: reference("keep", "amount") });
  expect(after.nodes[3]?.config["condition"]).toEqual(cel(`${nodeId("shape")}.amount > 1`));
});

test("a path of a merge, and a value that whoever starts the flow gives", () => {
  const document = buildDocument({
    begin: { type: "core/manual", config: { fields: literal([{ name: "customer", type: "text", required: true }]) } },
    left: { type: "core/map", config: { fields: fields({ name: reference("begin", "customer") }) } },
    right: { type: "core/map", config: { fields: fields({ name: literal("x") }) } },
    both: { type: "core/merge" },
    after: { type: "core/map", config: { fields: fields({ l: reference("both", "left", "name"), r: cel(`${nodeId("both")}.right.name`) }) } },
  }, ["begin -> left", "begin -> right", "left -> both", "right -> both", "both -> after"]);
  expect(bindings(renamed(document, "both", ["right"], "second"), "after")).toEqual({ l: reference("both", "left", "name"), r: cel(`${nodeId("both")}.second.name`) });
  expect(bindings(renamed(document, "begin", ["customer"], "client"), "left")).toEqual({ name: reference("begin", "client") });
  expect(bindings(renamed(document, "left", ["name"], "title"), "after")).toEqual({ l: reference("both", "left", "title"), r: cel(`${nodeId("both")}.right.name`) });
  expect(checkDocument(document, nodeTypes).filter((issue) => issue.severity === "error")).toEqual([]);
});
