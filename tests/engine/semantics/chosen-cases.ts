import { readCases } from "./read-cases.ts";
import type { Expected, Machine, SemanticCase } from "./semantic-case.schema.ts";

/** `MILLRACE_RULE=graph-5` plays only the cases of one rule, as the planted breaks do. */
export const askedRule = process.env["MILLRACE_RULE"];

/** `MILLRACE_MACHINE=walk` plays them on one machine only. */
const askedMachine = process.env["MILLRACE_MACHINE"];

const chosen = readCases().filter((one) => askedRule === undefined || one.rule === askedRule || one.also.includes(askedRule));

/** Cases in which a worker process dies are played apart, one after the other. */
export function isDeadly(one: SemanticCase): boolean {
  return one.acts.some((act) => act.do === "kill");
}

/** Cases of a machine with the name of their test. */
export function casesOf(machine: Machine, fits: (one: SemanticCase) => boolean = () => true): [string, SemanticCase][] {
  if (askedMachine !== undefined && askedMachine !== machine) return [];
  return chosen.filter((one) => one.machines.includes(machine) && fits(one)).map((one) => [`${one.rule} ${one.id}: ${one.says}`, one]);
}

export function expectedOn(one: SemanticCase, machine: Machine): Expected {
  return { ...one.expect, ...one.on[machine] };
}
