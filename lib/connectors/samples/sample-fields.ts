import { z } from "zod";
import { fields } from "../fields.ts";

/** A setting that takes text, or a reference to one; empty counts as not given where it is optional. */
export function textSetting(label: string, more: { placeholder?: string; help?: string } = {}) {
  return z.string().trim().min(1).max(500).register(fields, { label, control: "text", ...more });
}

export function optionalText(label: string, more: { placeholder?: string; help?: string; long?: true } = {}) {
  const { long, ...meta } = more;
  return z.string().max(5_000).optional().register(fields, { label, control: long ? "textarea" : "text", ...meta });
}

/** What a source of these systems reads. */
export const changesSetting = z.enum(["new", "all"]).default("new").register(fields, {
  label: "Read", control: "select", bindable: false, options: { new: "What is new or changed since the last run", all: "Everything, each time" },
});

/** A source's, like each of these systems keeps. */
export const stored = { id: z.string(), createdAt: z.string(), updatedAt: z.string() };

/** How all of these fail; the behaviour is switched on the page of the sample systems. */
export const sampleFailures = [
  { when: "The system is set to be down, slow or limited", outcome: "It is tried again as its settings say, with the same Idempotency-Key." },
  { when: "The system refuses what it is given", outcome: "It fails at once with validation, conflict or not_found, and the message is the system's own." },
  { when: "The sample systems are off on this instance", outcome: "The flow cannot be published or tested; a run that is under way fails with samples_off." },
] as const;

export const sampleRules = ["graph-4", "step-3", "step-4", "step-5", "test-1"] as const;
export const sampleSourceRules = ["region-3", "region-4", "region-8", "test-1"] as const;

export const readHelp = "Changes are read in the order they happened, page by page. The place is stored only after everything made of a page is committed.";
