import { keepAtIt, type Keeper } from "../keep-at-it.ts";
import { learnNames } from "./learn-names.ts";

const everyMs = 5_000;

/** Keeps the catalog of events' names up to date. */
export function keepLearning(): Keeper {
  return keepAtIt("events.not-learnt", learnNames, () => everyMs);
}
