import { expect, test } from "vitest";
import { nodeTypes } from "#lib/connectors/registry.ts";
import { present } from "#lib/assert.ts";
import { compile } from "#lib/flow/compile.ts";
import { checkDocument } from "#lib/flow/check/check-document.ts";
import type { ConfigValue } from "#lib/flow/document.schema.ts";
import { nodeNames } from "#lib/flow/node-names.ts";
import { summarize } from "#lib/flow/summarize.ts";
import { buildDocument, literal, nodeId, reference } from "#tests/support/build-document.ts";

const daily = literal({ mode: "daily", times: ["08:30"], weekdays: ["mon", "tue", "wed", "thu", "fri"], zone: "Europe/Berlin" });
const each = literal({ mode: "interval", every: 1, unit: "minutes", zone: "UTC" });

function scheduled(config: Record<string, ConfigValue>) {
  return buildDocument({ at: { type: "core/schedule", config } }, []);
}

test("a flow that starts by a schedule is a batch (graph-8), and it compiles", () => {
  const compiled = compile(scheduled({ schedule: daily }), nodeTypes);
  expect(compiled).toMatchObject({ ok: true, value: { pattern: "batch", trigger: nodeId("at") } });
});

test.each<[string, Record<string, ConfigValue>, [rule: string, severity: string, field: string, message: string][]]>([
  ["no schedule", {}, [["field-required", "error", "schedule", "needs When"]]],
  ["a wrong cron line", { schedule: literal({ mode: "cron", cron: "* 25 * * *", zone: "UTC" }) }, [["schedule", "error", "schedule", "The hour 25 does not exist"]]],
  ["an unknown zone", { schedule: literal({ mode: "cron", cron: "* * * * *", zone: "Berlin" }) }, [["schedule", "error", "schedule", "“Berlin” is not known"]]],
  ["a reference", { schedule: reference("at", "zone") }, [["schedule", "error", "schedule", "cannot be a reference"]]],
  ["an unknown policy", { schedule: daily, missed: literal("never") }, [["schedule", "error", "missed", "skip, latest, all"]]],
  ["hours that are none", { schedule: daily, missed: literal("all"), catchUpHours: literal(0) }, [["schedule", "error", "catchUpHours", "from 1 to 8,760"]]],
  ["more than can be caught up", { schedule: each, missed: literal("all") }, [["schedule-catch-up", "warning", "catchUpHours", "more than 1,000 runs"]]],
  ["the same within its bound", { schedule: each, missed: literal("all"), catchUpHours: literal(16) }, []],
  ["the same without catching up", { schedule: each, missed: literal("latest") }, []],
  ["a cron line with too much", { schedule: literal({ mode: "cron", cron: "*/5 8-17 * * 1-5", zone: "UTC" }), missed: literal("all"), catchUpHours: literal(336) }, [["schedule-catch-up", "warning", "catchUpHours", "336 hours"]]],
  ["a monthly one over a year", { schedule: literal({ mode: "cron", cron: "0 3 1 * *", zone: "UTC" }), missed: literal("all"), catchUpHours: literal(8_760) }, []],
])("%s", (_, config, wanted) => {
  const issues = checkDocument(scheduled(config), nodeTypes).filter(({ rule }) => rule.startsWith("schedule") || rule === "field-required");
  expect(issues.map(({ rule, severity, field, message }) => [rule, severity, field, message])).toEqual(wanted.map(([rule, severity, field, message]) => [rule, severity, field, expect.stringContaining(message)]));
});

test("its plate says when", () => {
  const say = (config: Record<string, ConfigValue>): string => {
    const document = scheduled(config);
    const [node] = document.nodes;
    return summarize(present(node, "the trigger"), present(nodeTypes.get("core/schedule"), "its type"), nodeNames(document.nodes));
  };
  expect(say({ schedule: daily })).toBe("Every weekday at 08:30, Berlin time");
  expect(say({ schedule: literal({ mode: "cron", cron: "61 * * * *", zone: "UTC" }) })).toBe("On a schedule that is not complete");
  expect(say({})).toBe("…");
});
