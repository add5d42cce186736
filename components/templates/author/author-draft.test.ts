import { describe, expect, it } from "vitest";
import { TemplateDraft } from "#lib/contracts/templates.schema.ts";
import type { TemplateChoice } from "#lib/contracts/templates.schema.ts";
import { type AuthorDraft, authorDraftOf, draftProblems, type WireDraft, wireDraft } from "./author-draft.ts";
import { type AuthorQuestion, freeKey, questionOfChoice, samePlaces } from "./author-question.ts";

const said: WireDraft = {
  name: "Leads", sentence: "Sends leads on.", description: "", author: "Ada", licence: "MIT", goal: "collect", from: "draft", keep: ["nodes.n_send.config.url"],
  parameters: [
    { key: "address", label: "Address", help: "Whose", type: "url", required: true, default: "https://example.com", places: [{ node: "n_send", path: ["url", "value"] }] },
    { key: "limit", label: "Limit", help: "", type: "number", required: false, default: 5, places: [{ node: "n_send", path: ["limit", "value"] }] },
    { key: "kind", label: "Kind", help: "", type: "choice", required: true, options: { from: "list", values: ["a", "b"] }, default: "a", places: [{ node: "n_send", path: ["kind", "value"] }] },
    { key: "deep", label: "Deep", help: "", type: "json", required: true, default: { a: [1] }, places: [{ node: "n_send", path: ["deep", "value"] }] },
    { key: "on", label: "On", help: "", type: "boolean", required: true, default: false, places: [{ node: "n_send", path: ["on", "value"] }] },
    { key: "secret", label: "Secret", help: "", type: "text", required: true, places: [{ node: "n_send", path: ["secret", "value"] }] },
  ],
  connections: [{ key: "crm", title: "The CRM", help: "", nodes: ["n_send"] }],
  samples: [{ name: "One", input: { body: { a: 1 } } }],
};
const draft = authorDraftOf(said);
const withQuestion = (key: string, change: Partial<AuthorQuestion>): AuthorDraft => ({ ...draft, questions: draft.questions.map((question) => (question.key === key ? { ...question, ...change } : question)) });
const choice = (node: string, field: string, value: TemplateChoice["value"]): TemplateChoice => ({ place: { node, path: [field, "value"] }, where: `${field} of ${node}`, label: field, type: "text", value });

describe("what an author says", () => {
  it("comes back as it was said", () => {
    expect(draftProblems(draft)).toEqual([]);
    expect(wireDraft(draft, "The flow")).toEqual(said);
  });

  it("can be previewed at any moment, and each blank is named with its field", () => {
    const started: AuthorDraft = {
      ...draft, about: { ...draft.about, name: " ", sentence: "", author: "" },
      questions: [
        { ...(draft.questions[0] as AuthorQuestion), label: "" }, { ...(draft.questions[1] as AuthorQuestion), start: "many" }, { ...(draft.questions[2] as AuthorQuestion), options: { from: "list", text: " \n" } },
        { ...(draft.questions[3] as AuthorQuestion), start: "{" }, { ...(draft.questions[2] as AuthorQuestion), key: "table", options: { from: "tables", connection: "" } },
      ],
      connections: [{ key: "crm", title: " ", help: "", nodes: ["n_send"] }],
      samples: [{ id: "a", name: "", text: "1" }, { id: "b", name: "Two", text: "{" }, { id: "c", name: "Two ", text: "2" }],
    };
    expect(draftProblems(started).map(({ at }) => at)).toEqual(["name", "sentence", "author", "question.address.label", "question.limit.start", "question.kind.options", "question.deep.start", "question.table.options", "sample.a.name", "sample.b.text", "sample.c.name"]);
    const wire = wireDraft(started, "The flow");
    expect(TemplateDraft.safeParse(wire).error?.issues ?? []).toEqual([]);
    expect(wire.name).toBe("The flow");
    expect(wire.samples).toEqual([{ name: "Sample #a", input: 1 }, { name: "Sample #c", input: 2 }]);
    expect(wire.connections).toEqual([]);
  });

  it("has no default where none is written, and none that is not in its list", () => {
    expect(wireDraft(withQuestion("address", { start: "" }), "").parameters[0]).not.toHaveProperty("default");
    expect(draftProblems(withQuestion("kind", { start: "c" }))).toEqual([{ at: "question.kind.start", message: "“Kind”: The default is not in the list." }]);
  });
});

describe("a question made of a setting", () => {
  it("has a key of its own and the value as default only when that may leave", () => {
    const taken = new Set(["api_address"]);
    expect(questionOfChoice({ ...choice("n_send", "url", "https://x.example"), label: "API address" }, taken, true)).toMatchObject({ key: "api_address_2", label: "API address", start: "https://x.example", required: true });
    expect(questionOfChoice({ ...choice("n_send", "url", "k-123"), label: "12 % of Größe!" }, taken, false)).toMatchObject({ key: "of_gro_e", start: "" });
    expect(freeKey("…", new Set())).toBe("question");
    expect(freeKey("x".repeat(90), new Set(["x".repeat(36)]))).toBe(`${"x".repeat(36)}_2`);
  });

  it("that is chosen from a list offers the list, and only while its value is one of it", () => {
    const method = { ...choice("n_send", "method", "POST"), label: "Method" };
    expect(questionOfChoice(method, new Set(), true, ["GET", "POST"])).toMatchObject({ type: "choice", options: { from: "list", text: "GET\nPOST" }, start: "POST" });
    expect(questionOfChoice(method, new Set(), true, ["GET"])).toMatchObject({ type: "text", options: { from: "list", text: "" } });
  });

  it("may serve every place with the same value, but not those that hardly say anything or are asked already", () => {
    const places = [choice("n_a", "url", "https://x.example"), choice("n_b", "url", "https://x.example"), choice("n_c", "url", "https://x.example"), choice("n_d", "url", "https://y.example"), choice("n_e", "on", true), choice("n_f", "on", true)];
    const asked = new Set(['n_a ["url","value"]', 'n_c ["url","value"]']);
    expect(samePlaces({ places: [{ node: "n_a", path: ["url", "value"] }] }, places, asked).map(({ place }) => place.node)).toEqual(["n_b"]);
    expect(samePlaces({ places: [{ node: "n_e", path: ["on", "value"] }] }, places, asked)).toEqual([]);
    expect(samePlaces({ places: [{ node: "n_gone", path: ["on", "value"] }] }, places, asked)).toEqual([]);
  });
});
