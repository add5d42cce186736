import { unreachable } from "#lib/assert.ts";
import { StepError } from "#lib/connectors/step-error.ts";
import { computeInline, filteredPort } from "#lib/flow/inline.ts";
import { isJsonObject, type Json, type JsonObject } from "#lib/json.ts";
import type { Chunk } from "./chunk.ts";
import type { RegionNode } from "./compile-region.ts";
import { eachRecord } from "./each-record.ts";
import type { Frame } from "./frame.ts";
import type { RegionContext } from "./region-context.ts";

/** The engine's own nodes that only compute. */
export type InlineBuilt = "map" | "filter" | "branch" | "switch" | "merge" | "fail";

export function isInline(built: string | undefined): built is InlineBuilt {
  return built === "map" || built === "filter" || built === "branch" || built === "switch" || built === "merge" || built === "fail";
}

function misfit(label: string, wanted: string): StepError {
  return new StepError("validation", "bad_settings", `${label} is not ${wanted}. Check the value it was filled with.`);
}

function isAnswer(value: Json | undefined): value is boolean {
  return typeof value === "boolean";
}

/** Logic over the records that wait before a node: map makes new ones, all else lets them pass unchanged (SEMANTICS region-1). */
export async function runInline(context: RegionContext, from: RegionNode, built: InlineBuilt, frames: readonly Frame[], chunk: Chunk): Promise<void> {
  const { node } = from;
  const each = (take: (frame: Frame, settings: JsonObject) => void): Promise<void> => eachRecord(context, from, frames, chunk, take);
  switch (built) {
    case "map":
      return await each((frame, settings) => {
        if (!isJsonObject(settings["fields"])) throw misfit("Fields", "an object");
        chunk.make(from, "out", frame, computeInline(node, settings).output);
      });
    case "filter":
      return await each((frame, settings) => {
        if (!isAnswer(settings["when"])) throw misfit("Keep when", "a yes or no");
        const { port } = computeInline(node, settings);
        if (port === filteredPort) chunk.drop(from);
        else chunk.pass(from, "out", frame);
      });
    case "branch":
      return await each((frame, settings) => {
        if (!isAnswer(settings["when"])) throw misfit("Yes when", "a yes or no");
        chunk.pass(from, computeInline(node, settings).port ?? "else", frame);
      });
    case "switch":
      return await each((frame, settings) => chunk.pass(from, computeInline(node, settings).port ?? "else", frame));
    case "merge":
      for (const frame of frames) chunk.pass(from, "out", frame);
      return;
    case "fail":
      return await each((_frame, settings) => {
        const { message } = settings;
        throw new StepError("fatal", "failed_on_purpose", typeof message === "string" && message !== "" ? message : "A Fail step rejected the record.");
      });
    default:
      return unreachable(built);
  }
}
