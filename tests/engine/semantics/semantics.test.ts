import { describe, expect, test } from "vitest";
import { playCheck } from "./check-machine.ts";
import { judge } from "./judge.ts";
import { readCases } from "./read-cases.ts";
import type { Machine, SemanticCase } from "./semantic-case.schema.ts";
import { playWalk } from "./walk-machine.ts";

const cases = readCases();
/** `MILLRACE_RULE=graph-5` plays only the cases of one rule, as the planted breaks do. */
const asked = process.env["MILLRACE_RULE"];
const chosen = cases.filter((one) => asked === undefined || one.rule === asked || one.also.includes(asked));

const of = (machine: Machine): SemanticCase[] => chosen.filter((one) => one.machines.includes(machine));
const named = (machine: Machine): [string, SemanticCase][] => of(machine).map((one) => [`${one.rule} ${one.id}: ${one.says}`, one]);
const wanted = (one: SemanticCase, machine: Machine): SemanticCase["expect"] => ({ ...one.expect, ...one.on[machine] });

describe.skipIf(of("check").length === 0)("check", () => {
  test.each(named("check"))("%s", (_, one) => playCheck(one, wanted(one, "check")));
});

describe.skipIf(of("walk").length === 0)("walk", () => {
  test.each(named("walk"))("%s", (_, one) => judge(wanted(one, "walk"), playWalk(one, (seen, expected) => judge(expected, seen))));
});

describe.skipIf(asked !== undefined)("the table", () => {
  test("names each case once", () => {
    const ids = cases.map((one) => one.id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });
});
