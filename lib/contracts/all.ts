import * as account from "./account.schema.ts";
import * as alerts from "./alerts.schema.ts";
import * as answering from "./answering.schema.ts";
import * as approvals from "./approvals.schema.ts";
import * as connections from "./connections.schema.ts";
import type { Contract } from "./contract.ts";
import * as dataCare from "./data-care.schema.ts";
import * as events from "./events.schema.ts";
import * as failures from "./failures.schema.ts";
import * as flowChanges from "./flow-changes.schema.ts";
import * as flows from "./flows.schema.ts";
import * as instance from "./instance.schema.ts";
import * as polls from "./polls.schema.ts";
import * as queue from "./queue.schema.ts";
import * as refusals from "./refusals.schema.ts";
import * as runs from "./runs.schema.ts";
import * as sampleSystems from "./sample-systems.schema.ts";
import * as samples from "./samples.schema.ts";
import * as schedules from "./schedules.schema.ts";
import * as templates from "./templates.schema.ts";
import * as workspaces from "./workspaces.schema.ts";

const modules = { ...account, ...workspaces, ...connections, ...dataCare, ...flows, ...flowChanges, ...refusals, ...runs, ...events, ...polls, ...failures, ...answering, ...approvals, ...alerts, ...samples, ...sampleSystems, ...schedules, ...templates, ...instance, ...queue };
type Modules = typeof modules;
type Declared = { [Name in keyof Modules]: Modules[Name] extends { method: string; path: string } ? Modules[Name] : never }[keyof Modules];

/** Every endpoint by `METHOD /path`: what the browser's `request` is typed from. */
export type Contracts = { [C in Declared as `${C["method"]} ${C["path"]}`]: C };

function isContract(value: unknown): value is Contract {
  return typeof value === "object" && value !== null && "method" in value && "path" in value && "access" in value;
}

const declared: readonly unknown[] = Object.values(modules);
/** The same as a list: the OpenAPI document and the route tests are generated from it. */
export const contracts: readonly Contract[] = declared.filter(isContract);
