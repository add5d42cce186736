import { expect, test } from "vitest";
import { inline, runDetail, said, stepRun } from "./run.test-support.ts";
import { testAdvice } from "./test-advice.ts";

const missing = stepRun({ name: "Send", status: "failed", error: { class: "reference_missing", code: "reference_missing", message: said("The value body.id is not there.") } });
const standing = (name: string) => stepRun({ name, simulated: true, planned: inline({ writes: [], standIn: "sample" }) });

test("names the steps that were not run", () => {
  expect(testAdvice(runDetail({ kind: "test", steps: [standing("Create"), missing] }), missing)).toBe("“Create” was not run, so an example or a mock stands in. Mock it with what it really gives.");
  expect(testAdvice(runDetail({ kind: "test", steps: [standing("One"), standing("Two")] }), missing)).toBe("“One” and “Two” were not run, so examples or mocks stand in. Mock them with what they really give.");
});

test("says nothing of live runs, other failures, or when all ran", () => {
  expect(testAdvice(runDetail({ kind: "live", steps: [standing("Create")] }), missing)).toBeNull();
  expect(testAdvice(runDetail({ kind: "test", steps: [stepRun({ simulated: true })] }), missing)).toBeNull();
  expect(testAdvice(runDetail({ kind: "test", steps: [standing("Create")] }), stepRun({ error: { class: "auth", code: "x", message: said("No.") } }))).toBeNull();
});
