import { formatDuration } from "#components/ui/format-duration.ts";
import type { NodeSettings } from "#lib/flow/document.schema.ts";

type Setting = keyof NodeSettings;
type Words = { [Key in Setting]?: (value: NonNullable<NodeSettings[Key]>) => string };

/** What a step's setting is called within a sentence: the step's name stands between the two. */
export const settingNouns: Readonly<Record<string, readonly [before: string, after: string] | undefined>> = {
  timeoutMs: ["the time limit of", ""], retry: ["the retries of", ""], onError: ["what happens when", "fails"], idempotencyKey: ["the own key of", ""],
  onUnknown: ["what happens when it is unclear whether", "was done"], rejectLimit: ["the rejects allowed in", ""], overlap: ["what happens while another run reads in", ""], keys: ["the business keys of", ""],
} satisfies Partial<Record<Setting, readonly [string, string]>>;

const span = (ms: number): string => formatDuration(ms).replace(/ 00 s$/, "");

const words: Words = {
  timeoutMs: span,
  retry: ({ attempts, backoff, delayMs, maxDelayMs }) => (attempts === 1 ? "one try" : `up to ${attempts} tries, ${backoff === "constant" ? `${span(delayMs)} apart` : `waiting ${span(delayMs)} at first and ${span(maxDelayMs)} at most`}`),
  onError: (value) => (value === "skip" ? "what follows is skipped" : "the run fails"),
  onUnknown: (value) => (value === "ask" ? "it stops and asks" : "it is done again"),
  overlap: (value) => ({ wait: "it waits", skip: "it leaves the records to that one", cancel: "it ends the other one" })[value],
  rejectLimit: ({ count, percent }) => [...(count === undefined ? [] : [`${count} records`]), ...(percent === undefined ? [] : [`${percent} %`])].join(" or ") || "none",
  keys: (value) => value.map(({ name }) => name).join(", "),
};

/** A step's setting as people say it; null for one that speaks for itself, and where it is not set. */
export function settingWords(settings: NodeSettings | undefined, key: string): string | null {
  const value = settings?.[key as Setting];
  const say = words[key as Setting] as ((value: unknown) => string) | undefined;
  return value === undefined || !say ? null : say(value);
}
