import { expect, it } from "vitest";
import type { Redrive } from "#lib/contracts/failures.schema.ts";
import { previewInWords, progressInWords, redriveLines } from "./redrive-words.ts";

it("says what a redrive will do", () => {
  const preview = { runs: 41, flows: 1, more: false, kinds: [], confirmed: 82, confirmedBy: [], unknownBy: [], leftOut: 0 };
  expect(previewInWords(preview, 5)).toBe("Replays 41 runs at 5 a second.");
  expect(previewInWords({ ...preview, runs: 1 }, 1)).toBe("Replays 1 run at 1 a second.");
  expect(previewInWords({ ...preview, runs: 10_000, more: true }, 5)).toBe("Replays more than 10,000 runs at 5 a second.");
  expect(previewInWords({ ...preview, runs: 0 }, 5)).toBe("Nothing is left to be done again.");
  const kinds = [{ flow: "Orders", step: "Ship", class: "transient", count: 33 }, { flow: "Orders", step: "Mail", class: "validation", count: 8 }];
  const lines = redriveLines({ ...preview, kinds, confirmedBy: [{ flow: "Orders", step: "Ship", count: 8 }], unknownBy: [{ flow: "Orders", step: null, count: 1 }] }, "failed");
  expect(lines.map(({ label }) => label)).toEqual(["33 runs", "8 runs", "Sent before, not sent again", "Sent, outcome unknown"]);
  expect(lines[0]?.text).toMatch(/^From Ship\. [^:]+\.$/);
  expect(lines[1]?.text).toMatch(/^From Mail\. .+: fix the cause first, or it comes again\.$/);
  expect(lines[2]?.text).toBe("Ship (8)");
  expect(lines[3]?.text).toMatch(/^a step\. /);
  expect(redriveLines({ ...preview, flows: 2, kinds }, "start")[0]?.text).toMatch(/^From the start; failed at Ship in Orders\. /);
});

it("says how far it is", () => {
  const redrive: Redrive = {
    id: "rdr_1", status: "running", filter: { kind: "live" }, from: "failed", version: "latest", rate: 5, total: 40, started: 12, runs: { open: 2, succeeded: 9, failed: 1, cancelled: 0 }, refused: [], startedBy: "user:usr_1", createdAt: "2026-11-23T14:00:00.000Z", finishedAt: null,
  };
  expect(progressInWords(redrive)).toBe("12 of 40 started; 9 succeeded, 1 failed again, 2 under way.");
  expect(progressInWords({ ...redrive, status: "paused", started: 0, runs: { open: 0, succeeded: 0, failed: 0, cancelled: 0 } })).toBe("Paused: 0 of 40 started.");
});
