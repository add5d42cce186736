import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./repository.ts";

const place = /^(app|components|db|inngest|lib|public|tests)\/[\w./{},[\]()-]*[\w\]})]$|^[\w.-]+\.(md|json|ts)$/;
const link = /\]\((?!https?:|#)([^)#]+)/g;

/** Places a document names in backticks or links to that are not there; `{a,b}` names several. */
function deadPlaces(file: string, text: string): string[] {
  const named = [...text.replaceAll(/```[\s\S]*?```/g, "").matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? "").filter((word) => place.test(word) && word.includes("/"));
  const linked = [...text.matchAll(link)].map((match) => join(dirname(file), match[1] ?? ""));
  return [...named, ...linked].filter((path) => !existsSync(join(root, path)) && globSync(`${path.replaceAll(/[[\]()]/g, "?")}{,.ts}`, { cwd: root }).length === 0);
}

test.each(globSync("*.md", { cwd: root }))("%s names only what is there", (file) => {
  expect(deadPlaces(file, readFileSync(join(root, file), "utf8"))).toEqual([]);
});

test("a planted fault is seen", () => {
  expect(deadPlaces("README.md", "See `lib/ids.ts`, `lib/no-such.ts`, `inngest/{client,events}.ts`, `lib/connectors/<id>/spec.ts` and [this](NOTHING.md).")).toEqual(["lib/no-such.ts", "NOTHING.md"]);
});
