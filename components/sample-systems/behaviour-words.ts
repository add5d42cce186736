import type { SampleBehaviour } from "#lib/contracts/sample-systems.schema.ts";

/** How a system can be told to act, and what a flow then meets. */
export const behaviourWords: Record<SampleBehaviour, { name: string; what: string }> = {
  normal: { name: "Normal", what: "Answers as a healthy system does." },
  slow: { name: "Slow", what: "Answers after a second." },
  down: { name: "Down", what: "Answers 503: flows try again, then fail." },
  refuses: { name: "Refuses", what: "Answers 422: flows fail at once, or take their error path." },
  limited: { name: "Rate limited", what: "Answers the first of every two requests with 429 and Retry-After: flows wait, then go on." },
};
