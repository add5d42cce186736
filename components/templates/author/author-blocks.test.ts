import { expect, it } from "vitest";
import { buildDocument, nodeId } from "#tests/support/build-document.ts";
import { authorBlocks, blockedWords, findingAt } from "./author-blocks.ts";
import type { AuthorDraft } from "./author-draft.ts";
import type { FoundThing } from "./group-findings.ts";

const draft: AuthorDraft = { about: { name: "Leads", sentence: " ", description: "", author: "Ada", licence: "MIT", goal: "collect" }, from: "draft", questions: [], connections: [], samples: [], keep: [], message: "" };
const thing: FoundThing = { all: ["document.nodes.0.config.url", "b"], node: nodeId("send"), where: "“send”, URL", kind: "internal", message: "…", place: null, mayKeep: false };
const content = { document: buildDocument({ send: { type: "http/request" } }, []) };
type Preview = Parameters<typeof authorBlocks>[2];

it("names what the flow lacks, what is not said and what has to stay here, each with the way to it", () => {
  const issues: Preview["issues"] = [
    { rule: "a", severity: "error", message: "“send” needs URL. Fill it in.", node: nodeId("send") },
    { rule: "b", severity: "error", message: "The address is not a web address.", node: nodeId("send") },
    { rule: "c", severity: "error", message: "There is no trigger." },
  ];
  expect(authorBlocks(draft, [thing], { issues, content } as unknown as Preview)).toEqual([
    { at: null, words: "“send” needs URL. Fill it in." },
    { at: null, words: "“send”: The address is not a web address." },
    { at: null, words: "There is no trigger." },
    { at: "sentence", words: "Say in one sentence what it does." },
    { at: findingAt(thing), words: "“send”, URL holds an address of your network." },
  ]);
  expect([blockedWords(1), blockedWords(2)]).toEqual(["1 thing blocks publishing", "2 things block publishing"]);
});
