"use client";

import { type FormEvent, useEffect, useRef, useState } from "react";
import { hostsOfNode } from "#components/editor/inspector/hosts-of-node.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { NodeIcon } from "#components/ui/node-icon.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { fieldErrors } from "#lib/client/field-errors.ts";
import type { NodeTypes } from "#lib/flow/node-type.ts";
import type { TemplateConnection, TemplateContent } from "#lib/flow/templates/template-content.schema.ts";
import type { Json } from "#lib/json.ts";
import { ConnectionChoice } from "./connection-choice.tsx";
import { ParameterField } from "./parameter-field.tsx";
import { connectLater, connectsLater, readAnswers, type WizardAnswers } from "./wizard-answers.ts";
import { stepNumber, WizardSteps } from "./wizard-steps.tsx";

/** As the API takes them. */
export interface SentAnswers {
  connections: Record<string, string>;
  parameters: Record<string, Json>;
}

export interface WizardFormProps {
  content: TemplateContent;
  nodeTypes: NodeTypes;
  answers: WizardAnswers;
  busy: boolean;
  /** Why the server refused them. */
  error: unknown;
  onAnswers: (answers: WizardAnswers) => void;
  onMake: (sent: SentAnswers) => void;
}

/** What the server says of single answers, by `connections.<key>` and `parameters.<key>`. */
function refusedAnswers(error: unknown): Map<string, string> {
  return new Map([
    ...(["connections", "parameters"] as const).flatMap((part) => Object.entries(fieldErrors(error, part)).map(([key, message]): [string, string] => [`${part}.${key}`, message])),
    ...Object.entries(fieldErrors(error, "body")),
  ]);
}

const namesShown = 4;

function usedBy({ nodes }: TemplateConnection, content: TemplateContent): string {
  const names = content.document.nodes.filter(({ id }) => nodes.includes(id)).map(({ name }) => name);
  return names.length > namesShown ? `${names.slice(0, namesShown).join(", ")} and ${names.length - namesShown} more` : names.join(", ");
}

/** The questions of a template on one page: its connections, then its parameters and its name, then what comes of them. */
export function WizardForm({ content, nodeTypes, answers, busy, error, onAnswers, onMake }: WizardFormProps) {
  const form = useRef<HTMLFormElement>(null);
  const [problems, setProblems] = useState<ReadonlyMap<string, string>>(new Map());
  const [attempts, setAttempts] = useState(0);
  const refused = refusedAnswers(error);
  const problem = (at: string) => problems.get(at) ?? refused.get(at);
  const wrong = problems.size > 0 || refused.size > 0;
  useEffect(() => {
    if (attempts > 0 || error) form.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus();
  }, [attempts, error]);

  /** What is answered anew is not wrong any more until it is sent. */
  function change(at: string, next: Partial<WizardAnswers>): void {
    if (problems.has(at)) setProblems(new Map([...problems].filter(([key]) => key !== at)));
    onAnswers({ ...answers, ...next });
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    if (busy) return;
    const read = readAnswers(content, answers);
    if ("problems" in read) {
      setProblems(read.problems);
      setAttempts((count) => count + 1);
      return;
    }
    setProblems(new Map());
    onMake(read);
  }
  const { connections, parameters, document } = content;
  return (
    <form ref={form} noValidate onSubmit={submit}>
      <WizardSteps content={content} at={connections.some(({ key }) => (answers.connections[key] ?? "") === "") ? "connections" : "questions"} connectsLater={connectsLater(answers)} />
      <div className="tw-steps">
        {connections.length === 0 ? null : (
          <section className="tw-step">
            <h2 className="h-body" data-step={stepNumber(content, "connections")}>Connections</h2>
            {connections.map((need) => {
              const nodes = document.nodes.filter(({ id }) => need.nodes.includes(id));
              const at = `connections.${need.key}`;
              return (
                <div key={need.key} className="tw-need">
                  <h3 className="row strong"><NodeIcon icon={nodeTypes.get(nodes[0]?.type ?? "")?.icon} title={need.title} />{need.title}</h3>
                  <p className="small muted">{need.help === "" ? null : <>{need.help} </>}Used by {usedBy(need, content)}.</p>
                  <ConnectionChoice label="Connection" kinds={need.kinds} value={answers.connections[need.key] ?? ""} error={problem(at)} hosts={[...new Set(nodes.flatMap(hostsOfNode))]} onValue={(value) => change(at, { connections: { ...answers.connections, [need.key]: value } })} />
                </div>
              );
            })}
          </section>
        )}
        <section className="tw-step">
          <h2 className="h-body" data-step={stepNumber(content, "questions")}>Questions</h2>
          <div className="form-rows">
            {parameters.map((parameter) => {
              const at = `parameters.${parameter.key}`;
              const from = parameter.options?.from === "tables" ? (answers.connections[parameter.options.connection] ?? "") : "";
              return <ParameterField key={parameter.key} parameter={parameter} value={answers.parameters[parameter.key] ?? ""} error={problem(at)} connection={from === "" || from === connectLater ? null : from} onValue={(value) => change(at, { parameters: { ...answers.parameters, [parameter.key]: value } })} />;
            })}
            <Field label="Name of the flow" error={problem("name")}>
              {(control) => <TextInput {...control} aria-required maxLength={120} autoComplete="off" value={answers.name} onChange={(event) => change("name", { name: event.currentTarget.value })} />}
            </Field>
          </div>
        </section>
        <section className="tw-step">
          <h2 className="h-body" data-step={stepNumber(content, "run")}>Sample run</h2>
          <p className="muted">A draft is made of your answers and tried with {content.samples.length === 0 ? "its trigger’s example" : "a sample"}. The run writes nothing outside.</p>
          {wrong ? <p className="small frow-error" role="alert">Nothing was made yet. Mend what is marked, then go on.</p> : null}
          {error && refused.size === 0 ? <Notice mark="failed" live>{errorText(error)} Nothing was made, and what you typed is kept.</Notice> : null}
          <div className="form-end"><Button type="submit" look="ink" size="l" busy={busy}>{busy ? "Making the draft…" : "Make the draft and run a sample"}</Button></div>
        </section>
        <section className="tw-step is-ahead">
          <h2 className="h-body" data-step={stepNumber(content, "publish")}>Publish</h2>
          <p className="muted">After the run you decide: publish it, keep it as a draft, or discard it. Nothing is live before.</p>
        </section>
      </div>
    </form>
  );
}
