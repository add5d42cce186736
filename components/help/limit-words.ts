import type { NodeHelp } from "#lib/contracts/help.ts";

/** The limits a node meets (SEMANTICS graph-7, region-6), each a stated error when it is passed. */
export function limitsInWords({ node, limits }: Pick<NodeHelp, "node" | "limits">): string[] {
  const told = [`A flow has at most ${limits.nodes} nodes.`];
  if (node.canFail && (node.isStep || node.kind === "action")) {
    told.push(`At most ${limits.attempts} attempts, the first one included.`);
    if (node.built === undefined) told.push(`One attempt takes at most ${limits.timeoutMs / 1_000} s.`);
  }
  if (node.built === "wait" || node.built === "wait-event" || node.built === "approval" || node.built === "merge") told.push("A wait takes at most one year.");
  if (node.built === "call") told.push("Flows call each other at most 8 levels deep.");
  if (node.built === "code") told.push("The code runs 10 s and takes 64 MB at most.");
  if (node.kind === "source") told.push("Records are stored in chunks of at most 10,000 records, 8 MB or 2 s. A test run reads at most 100 records.");
  return told;
}

/** What it does outside, and what makes a repeat of that harmless (SEMANTICS step-5). */
export function effectInWords({ node }: Pick<NodeHelp, "node">): string {
  if (node.effect === "none") return "It changes nothing outside the run, so a replay may simply do it again.";
  if (node.effect === "read") return "It only reads, so a replay may simply do it again.";
  switch (node.idempotency) {
    case "keyed":
      return "It may change something outside. Every try and every replay carries the same key, so a receiver that honours the key does it once; any other may do it twice after a crash: at least once. What is confirmed is never sent again by a replay.";
    case "natural":
      return "It may change something outside, and doing it twice is the same as doing it once. What is confirmed is never sent again by a replay.";
    case "none":
      return "It may change something outside, and nothing makes a repeat harmless. When it is unknown whether it happened, the run waits and asks, unless its setting says to repeat it.";
  }
}

/** What a test run does with it (SEMANTICS test-1). */
export function testRunInWords({ node }: Pick<NodeHelp, "node">): string {
  if (node.built === "wait" || node.built === "wait-event") return "A test run does not wait: it goes on at once.";
  if (node.built === "approval") return "A test run asks at once, on the run’s page.";
  if (node.built === "call") return "A test run calls the flow as a test run, so that nothing is written there either.";
  if (node.kind === "sink" && node.effect !== "none") return "A test run stores nothing: what would be stored is shown, marked as simulated.";
  if (node.kind === "source") return "A test run reads it for real, 100 records at most, and moves no cursor.";
  if (node.effect === "write") return "A test run sends it only if it reads. Else its result is your mock, its last result or the sample, marked as simulated, and so is all that is made from it.";
  if (node.kind === "trigger") return "A test run starts with its sample, or with what you enter.";
  return "A test run does it as a live run does.";
}
