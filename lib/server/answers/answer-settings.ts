import type { FlowNode } from "#lib/flow/document.schema.ts";

/** How a published trigger answers, as its subscription keeps it. */
export interface AnswerSettings {
  /** Milliseconds after which a caller is told to come back. */
  ms: number;
}

const defaultSeconds = 30;

/** As a trigger is set; null when its caller does not wait. */
export function answerSettings(trigger: Pick<FlowNode, "config">): AnswerSettings | null {
  const { answer, deadline } = trigger.config;
  if (answer?.kind !== "literal" || answer.value !== "respond") return null;
  const seconds = deadline?.kind === "literal" && typeof deadline.value === "number" ? deadline.value : defaultSeconds;
  return { ms: seconds * 1_000 };
}
