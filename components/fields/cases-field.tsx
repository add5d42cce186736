"use client";

import { ArrowDown, ArrowUp, Plus, X } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { classes } from "#components/ui/classes.ts";
import { IconButton } from "#components/ui/icon-button.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import type { Cases } from "#lib/flow/document.schema.ts";
import { blankTest } from "./blank-test.ts";
import { ConditionEditor } from "./condition-editor.tsx";
import { type FieldProblem, FixLink } from "./field-problem.tsx";
import type { EditMode } from "./edit-mode.ts";
import { newPort } from "./new-port.ts";

type Case = Cases["cases"][number];

export interface CasesFieldProps {
  label: string;
  /** The setting's key. */
  field: string;
  cases: readonly Case[];
  readOnly: boolean;
  /** What is wrong with a case, by its port. */
  problemOf: (port: string) => FieldProblem | undefined;
  onChange: (cases: Case[], mode: EditMode) => void;
  onLeave: () => void;
}

function freeLabel(cases: readonly Case[]): string {
  const taken = new Set(cases.map(({ label }) => label));
  for (let count = cases.length + 1; ; count += 1) if (!taken.has(`Case ${count}`)) return `Case ${count}`;
}

function moved(cases: readonly Case[], from: number, to: number): Case[] {
  const next = [...cases];
  next.splice(to, 0, ...next.splice(from, 1));
  return next;
}

/** The cases of a switch from the top: each has a name, which its port shows, and says when it fits. */
export function CasesField({ label, field, cases, readOnly, problemOf, onChange, onLeave }: CasesFieldProps) {
  const change = (port: string, part: Partial<Case>, mode: EditMode) => onChange(cases.map((entry) => (entry.port === port ? { ...entry, ...part } : entry)), mode);
  return (
    <div className="cases" role="group" aria-label={label}>
      {cases.map(({ port, label: name, when }, index) => {
        const problem = problemOf(port);
        return (
          <div className={classes("case", problem && (problem.isWarning ? "is-warn" : "is-bad"))} key={port} data-field={`${field}.${port}`}>
            <div className="case-head">
              <span className="case-at small faint" aria-hidden>{index + 1}</span>
              <TextInput
                aria-label={`Name of case ${index + 1}`}
                maxLength={40}
                spellCheck={false}
                defaultValue={name}
                key={name}
                readOnly={readOnly}
                onBlur={(event) => {
                  const next = event.currentTarget.value.trim();
                  if (next === "") event.currentTarget.value = name;
                  else if (next !== name) change(port, { label: next }, "record");
                }}
                onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
              />
              {readOnly ? null : (
                <>
                  <IconButton size="s" icon={ArrowUp} label={`Move ${name} up`} aria-disabled={index === 0} onClick={() => index > 0 && onChange(moved(cases, index, index - 1), "record")} />
                  <IconButton size="s" icon={ArrowDown} label={`Move ${name} down`} aria-disabled={index === cases.length - 1} onClick={() => index < cases.length - 1 && onChange(moved(cases, index, index + 1), "record")} />
                  <IconButton size="s" icon={X} label={`Remove ${name} and its connections`} onClick={() => onChange(cases.filter((entry) => entry.port !== port), "record")} />
                </>
              )}
            </div>
            <ConditionEditor label={`${name} when`} value={when} readOnly={readOnly} onChange={(next, mode) => change(port, { when: next }, mode)} onLeave={onLeave} />
            {problem === undefined ? null : <p className={classes("small", problem.isWarning ? "frow-warn" : "frow-error")}>{problem.message}<FixLink fix={problem.fix} /></p>}
          </div>
        );
      })}
      {cases.length === 0 ? <p className="small muted">No case yet: everything takes the else path.</p> : null}
      {readOnly ? null : (
        <Button
          size="s"
          look="bare"
          className="map-add"
          onClick={() => onChange([...cases, { port: newPort(), label: freeLabel(cases), when: { kind: "condition", match: "all", tests: [blankTest] } }], "record")}
        >
          <Plus className="ic ic-s" aria-hidden /> Add a case
        </Button>
      )}
    </div>
  );
}
