import { formatDuration } from "#components/ui/format-duration.ts";
import type { RunDetail } from "#lib/contracts/runs.schema.ts";

/** What the caller of a run got, and when, in words; what that of a test-run would get. */
export function answerWords({ answer, createdAt, error, finishedAt, kind, response, status, steps }: Pick<RunDetail, "answer" | "createdAt" | "error" | "finishedAt" | "kind" | "response" | "status" | "steps">): string {
  if (kind === "test") return `what its caller would get${steps.some(({ type, status: ended, simulated }) => type === "core/respond" && ended === "succeeded" && simulated) ? ", made from simulated values" : ""}`;
  if (answer === null) return "what its caller got";
  const at = answer.at ?? finishedAt;
  const by = Date.parse(answer.by);
  const deadline = `after ${formatDuration(by - Date.parse(createdAt))} its caller got 202 and a link`;
  if (at === null) return Date.now() < by ? "its caller waits" : `${deadline}; the answer is not there yet`;
  if (Date.parse(at) > by) return `${deadline}; this came later`;
  const after = `after ${formatDuration(Date.parse(at) - Date.parse(createdAt))}`;
  if (response !== null) return `what its caller got, ${after}`;
  if (status === "succeeded") return `its caller got 204, no content, ${after}`;
  return status === "failed" ? `its caller got ${error?.class === "provider" || error?.class === "transient" || error?.class === "rate_limit" ? 502 : 500} with the error’s code, ${after}` : "its caller got no answer";
}
