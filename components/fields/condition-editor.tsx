"use client";

import { Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import type { Cel, Condition } from "#lib/flow/document.schema.ts";
import { blankTest } from "./blank-test.ts";
import { CelEditor } from "./cel-editor.tsx";
import { ConditionRow } from "./condition-row.tsx";
import type { EditMode } from "./edit-mode.ts";
import { celOfCondition } from "#lib/flow/bindings/write-cel.ts";

export interface ConditionEditorProps {
  id?: string | undefined;
  label: string;
  value: Condition | Cel | undefined;
  readOnly: boolean;
  "aria-describedby"?: string | undefined;
  "aria-invalid"?: true | undefined;
  onChange: (value: Condition | Cel, mode: EditMode) => void;
  onLeave: () => void;
}

const empty: Condition = { kind: "condition", match: "all", tests: [blankTest] };

function isBlank({ tests }: Condition): boolean {
  return tests.every(({ left, right }) => left.kind === "literal" && left.value === "" && (right === undefined || (right.kind === "literal" && right.value === "")));
}

/** Yes or no, as tests in rows, or as one expression. */
export function ConditionEditor({ id, label, value, readOnly, onChange, onLeave, ...aria }: ConditionEditorProps) {
  const [asked, setAsked] = useState(false);
  const isCel = value?.kind === "cel" || (asked && (value === undefined || isBlank(value)));
  const condition = value?.kind === "condition" ? value : empty;
  const { tests } = condition;

  function write(source: string) {
    // Emptied, it stays an expression that is being written.
    setAsked(true);
    onChange(source === "" ? empty : { kind: "cel", source }, "squash");
  }
  if (isCel) {
    return (
      <div className="cond" role="group" aria-label={label}>
        <CelEditor {...aria} id={id} label={`${label}: expression`} source={value?.kind === "cel" ? value.source : ""} readOnly={readOnly} wantsFocus={asked} onChange={write} onLeave={onLeave} />
        {readOnly ? null : (
          <div className="cond-foot">
            <button
              type="button"
              className="link small"
              title="Rows start empty; Undo brings the expression back."
              onClick={() => {
                setAsked(false);
                if (value?.kind === "cel") onChange(empty, "record");
              }}
            >
              Use rows instead
            </button>
          </div>
        )}
      </div>
    );
  }
  const set = (next: Partial<Condition>, mode: EditMode) => onChange({ ...condition, ...next }, mode);
  return (
    <div className="cond" role="group" aria-label={label} {...aria}>
      {tests.length < 2 ? null : (
        <Segmented
          label={`${label}: how many tests must hold`}
          value={condition.match}
          segments={[{ value: "all", face: "All must hold" }, { value: "any", face: "Any is enough" }]}
          onValue={(match) => readOnly || set({ match }, "record")}
        />
      )}
      {tests.map((test, index) => (
        <ConditionRow
          // Rows have no identity of their own; what they hold is written again whenever it differs.
          // oxlint-disable-next-line react/no-array-index-key
          key={index}
          test={test}
          label={tests.length === 1 ? label : `${label}, test ${index + 1}`}
          readOnly={readOnly}
          onChange={(next, mode) => set({ tests: tests.map((old, at) => (at === index ? next : old)) }, mode)}
          onRemove={tests.length === 1 ? undefined : () => set({ tests: tests.filter((_, at) => at !== index) }, "record")}
          onLeave={onLeave}
        />
      ))}
      {readOnly ? null : (
        <div className="cond-foot">
          <Button size="s" look="bare" className="map-add" onClick={() => set({ tests: [...tests, blankTest] }, "record")}><Plus className="ic ic-s" aria-hidden /> Add a test</Button>
          <button
            type="button"
            className="link small"
            onClick={() => {
              setAsked(true);
              if (!isBlank(condition)) onChange(celOfCondition(condition), "record");
            }}
          >
            Write an expression
          </button>
        </div>
      )}
    </div>
  );
}
