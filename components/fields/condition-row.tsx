"use client";

import { X } from "lucide-react";
import { useState } from "react";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Select } from "#components/ui/select.tsx";
import { takesOneSide } from "#lib/flow/bindings/evaluate-condition.ts";
import type { Binding, Condition, TestOperator } from "#lib/flow/document.schema.ts";
import { operatorWords } from "#lib/flow/operator-words.ts";
import { nothing } from "./blank-test.ts";
import { bindingOf, type LiteralType, literalTypeOf, partsOf } from "./binding-parts.ts";
import { BindingField } from "./binding-field.tsx";
import type { EditMode } from "./edit-mode.ts";
import { literalTypes } from "./literal-types.ts";
import { type ReferenceScope, useReferenceScope } from "./reference-scope.ts";

type Test = Condition["tests"][number];

const operators = Object.entries(operatorWords).map(([value, label]) => ({ value: value as TestOperator, label }));

/** What the right side's text stands for when nobody said: what the left side is known to be. */
function typeLike(left: Binding, operator: TestOperator, scope: ReferenceScope): LiteralType {
  if (operator === "one_of") return "json";
  if (left.kind !== "reference") return "auto";
  const { type } = scope.describe(left);
  if (type === "num") return "number";
  return type === "bool" ? "boolean" : type === "text" ? "text" : "auto";
}

export interface ConditionRowProps {
  test: Test;
  /** `Test 2 of Yes when`. */
  label: string;
  readOnly: boolean;
  onChange: (test: Test, mode: EditMode) => void;
  /** Absent while it is the only one. */
  onRemove: (() => void) | undefined;
  onLeave: () => void;
}

/** One test: what is looked at, how, and what with. */
export function ConditionRow({ test, label, readOnly, onChange, onRemove, onLeave }: ConditionRowProps) {
  const scope = useReferenceScope();
  const { left, operator, right } = test;
  const [chosen, setChosen] = useState<LiteralType | null>(null);
  const stored = right?.kind === "literal" && right.value !== "" ? literalTypeOf(right.value) : null;
  const asked = chosen ?? typeLike(left, operator, scope);
  // What is not (yet) of the type asked for is stored as text.
  const literal = stored === null || stored === "text" ? asked : stored;
  const shownType = literal === "auto" ? (stored ?? "text") : literal;

  function setOperator(next: TestOperator) {
    if (takesOneSide(next)) onChange({ left, operator: next }, "record");
    else onChange({ left, operator: next, right: right ?? nothing }, "record");
  }
  function retype(next: LiteralType) {
    setChosen(next);
    const text = right?.kind === "literal" ? partsOf(right).join("") : "";
    onChange({ left, operator, right: bindingOf([text], next) ?? nothing }, "record");
  }
  return (
    <div className="cond-row" role="group" aria-label={label}>
      <BindingField
        label={`${label}: value`}
        value={left}
        readOnly={readOnly}
        placeholder="{ for a value"
        onChange={(value) => onChange({ ...test, left: value ?? nothing }, "squash")}
        onLeave={onLeave}
      />
      <Select className="cond-op" aria-label={`${label}: test`} value={operator} options={operators} disabled={readOnly} onValue={setOperator} />
      {takesOneSide(operator) ? <span className="cond-none" /> : (
        <BindingField
          label={`${label}: compared with`}
          value={right}
          literal={literal}
          readOnly={readOnly}
          placeholder={operator === "one_of" ? '["DE", "AT"]' : "compared with"}
          onChange={(value) => onChange({ ...test, right: value ?? nothing }, "squash")}
          onLeave={onLeave}
        />
      )}
      <span className="cond-acts">
        {!takesOneSide(operator) && (right === undefined || right.kind === "literal") ? <Select aria-label={`${label}: type`} value={shownType} options={literalTypes} disabled={readOnly} onValue={retype} /> : null}
        {readOnly || !onRemove ? null : <IconButton size="s" icon={X} label={`Remove ${label}`} onClick={onRemove} />}
      </span>
    </div>
  );
}
