import { expect, it } from "vitest";
import type { Redrive } from "#lib/contracts/failures.schema.ts";
import { previewInWords, progressInWords } from "./redrive-words.ts";

it("says what a redrive will do", () => {
  const preview = { runs: 41, flows: 1, more: false, confirmed: 82, leftOut: 0 };
  expect(previewInWords(preview, 5)).toBe("Replays 41 runs at 5 a second. 82 confirmed effects are skipped.");
  expect(previewInWords({ ...preview, runs: 1, confirmed: 1 }, 1)).toBe("Replays 1 run at 1 a second. 1 confirmed effect is skipped.");
  expect(previewInWords({ ...preview, runs: 10_000, more: true, confirmed: 0 }, 5)).toBe("Replays more than 10,000 runs at 5 a second.");
  expect(previewInWords({ ...preview, runs: 0 }, 5)).toBe("Nothing is left to be done again.");
});

it("says how far it is", () => {
  const redrive: Redrive = {
    id: "rdr_1", status: "running", filter: { kind: "live" }, from: "failed", version: "latest", rate: 5, total: 40, started: 12, runs: { open: 2, succeeded: 9, failed: 1, cancelled: 0 }, refused: [], startedBy: "user:usr_1", createdAt: "2026-11-23T14:00:00.000Z", finishedAt: null,
  };
  expect(progressInWords(redrive)).toBe("12 of 40 started; 9 succeeded, 1 failed again, 2 under way.");
  expect(progressInWords({ ...redrive, status: "paused", started: 0, runs: { open: 0, succeeded: 0, failed: 0, cancelled: 0 } })).toBe("Paused: 0 of 40 started.");
});
