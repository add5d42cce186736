import type { WizardAnswers } from "./wizard-answers.ts";

/** How far somebody came with a template in this tab. */
export interface WizardMemory {
  answers: WizardAnswers;
  /** The draft that was made, and the last test-run of it. */
  flow: string | null;
  run: string | null;
}

function placeOf(workspace: string, key: string): string {
  return `millrace.use-template:${workspace}:${key}`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What was kept, made safe: another version of this page may have written it. */
export function readWizard(workspace: string, key: string, first: WizardAnswers): WizardMemory {
  const fresh = { answers: first, flow: null, run: null };
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(placeOf(workspace, key)) ?? "null");
    if (!isRecord(kept) || !isRecord(kept["answers"])) return fresh;
    const { name, connections, parameters } = kept["answers"];
    const texts = (from: unknown) => Object.fromEntries(Object.entries(isRecord(from) ? from : {}).filter((entry): entry is [string, string] => typeof entry[1] === "string"));
    const text = (value: unknown) => (typeof value === "string" ? value : null);
    return { answers: { name: text(name) ?? first.name, connections: texts(connections), parameters: { ...first.parameters, ...texts(parameters) } }, flow: text(kept["flow"]), run: text(kept["run"]) };
  } catch {
    return fresh;
  }
}

/** Kept for this tab, so that a reload loses nothing that was typed; null forgets it. */
export function keepWizard(workspace: string, key: string, memory: WizardMemory | null): void {
  try {
    if (memory === null) sessionStorage.removeItem(placeOf(workspace, key));
    else sessionStorage.setItem(placeOf(workspace, key), JSON.stringify(memory));
  } catch {
    // Without storage a reload begins anew; everything else works.
  }
}
