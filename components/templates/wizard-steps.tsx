import { Check } from "lucide-react";
import type { TemplateContent } from "#lib/flow/templates/template-content.schema.ts";

/** What there is to do on the way from a template to a live flow, in this order. */
export type WizardStep = "connections" | "questions" | "run" | "publish";

const words: Readonly<Record<WizardStep, string>> = { connections: "Connections", questions: "Questions", run: "Sample run", publish: "Publish" };

/** Those of a template; without connections there is nothing to connect. */
function stepsOf({ connections }: Pick<TemplateContent, "connections">): WizardStep[] {
  return [...(connections.length === 0 ? [] : ["connections" as const]), "questions", "run", "publish"];
}

/** The number that a step has on the page too. */
export function stepNumber(content: Pick<TemplateContent, "connections">, step: WizardStep): number {
  return stepsOf(content).indexOf(step) + 1;
}

export interface WizardStepsProps {
  content: Pick<TemplateContent, "connections">;
  /** Where it stands; null: all is done. */
  at: WizardStep | null;
}

/** The way from a template to a live flow, the same one on both of its pages. */
export function WizardSteps({ content, at }: WizardStepsProps) {
  const steps = stepsOf(content);
  const now = at === null ? steps.length : steps.indexOf(at);
  return (
    <ol className="ws" aria-label="Steps">
      {steps.map((step, index) => (
        <li key={step} className="ws-step" data-at={index < now ? "done" : index === now ? "now" : "ahead"} aria-current={index === now ? "step" : undefined}>
          <span className="ws-mark" aria-hidden>{index < now ? <Check className="ic ic-s" /> : index + 1}</span>
          <span className="ws-word">{words[step]}{index < now ? <span className="vh">, done</span> : null}</span>
        </li>
      ))}
    </ol>
  );
}
