import { keepAtIt, type Keeper } from "../keep-at-it.ts";
import { finishChecks } from "./finish-checks.ts";

const everyMs = 3_000;

/** Writes down what samples came to, once their runs are over. */
export function keepTemplateChecks(): Keeper {
  return keepAtIt("templates.not-checked", finishChecks, () => everyMs);
}
