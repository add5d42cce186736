import { connector } from "../define.ts";
import { branch, failRun, filter, map, merge, respond, stop, switchCase } from "./logic.ts";
import { collect, deduplicate, flatten, split } from "./records.ts";
import { publish } from "./publish.ts";
import { schedule } from "./schedule.ts";
import { callFlow, code } from "./steps.ts";
import { called, event, form, manual, webhook } from "./triggers.ts";
import { approval, wait, waitEvent } from "./waits.ts";

export const core = connector({
  id: "core",
  title: "Built in",
  operations: {
    webhook, form, event, schedule, manual, called,
    map, filter, branch, switch: switchCase, merge, wait, "wait-event": waitEvent, approval, respond, stop, fail: failRun,
    "call-flow": callFlow, code, publish,
    split, flatten, deduplicate, collect,
  },
});
