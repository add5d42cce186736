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
  /** A connection was left for later, so that step is passed, not done. */
  connectsLater: boolean;
}

/** The way from a template to a live flow, the same one on both of its pages. */
export function WizardSteps({ content, at, connectsLater }: WizardStepsProps) {
  const steps = stepsOf(content);
  const now = at === null ? steps.length : steps.indexOf(at);
  return (
    <ol className="ws" aria-label="Steps">
      {steps.map((step, index) => {
        const isOpen = step === "connections" && connectsLater;
        const isDone = index < now && !isOpen;
        return (
          <li key={step} className="ws-step" data-at={isDone ? "done" : index < now ? "later" : index === now ? "now" : "ahead"} aria-current={index === now ? "step" : undefined}>
            <span className="ws-mark" aria-hidden>{isDone ? <Check className="ic ic-s" /> : index + 1}</span>
            <span className="ws-word">{words[step]}{isDone ? <span className="vh">, done</span> : index < now ? ", later" : null}</span>
          </li>
        );
      })}
    </ol>
  );
}
