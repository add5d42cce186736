"use client";

import { Lock, Plus, Trash2 } from "lucide-react";
import { type KeyboardEvent, useId, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Select } from "#components/ui/select.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { readFieldRule } from "#lib/flow/field-rules/field-pattern.ts";
import type { FieldAction, FieldRule } from "#lib/flow/field-rules/field-rule.ts";

export interface FieldRulesEditorProps {
  rules: readonly FieldRule[];
  onRules: (rules: FieldRule[]) => void;
  /** Whether this one may be taken away or shortened. */
  mayLoosen: (rule: FieldRule) => boolean;
  disabled?: boolean | undefined;
}

const actions: readonly { value: FieldAction; label: string }[] = [{ value: "hide", label: "Hide all" }, { value: "last4", label: "Keep last 4" }];

/** Names that most payloads use for what nobody has to read. */
const suggested: readonly FieldRule[] = [
  ...["password", "token", "secret", "authorization", "ssn"].map((name) => ({ path: `**.${name}`, action: "hide" as const })),
  ...["iban", "card_number"].map((name) => ({ path: `**.${name}`, action: "last4" as const })),
];

/** The list of fields that are hidden, to add to and take from. */
export function FieldRulesEditor({ rules, onRules, mayLoosen, disabled = false }: FieldRulesEditorProps) {
  const [path, setPath] = useState("");
  const [action, setAction] = useState<FieldAction>("hide");
  const [problem, setProblem] = useState<string | null>(null);
  const list = useId();
  const left = suggested.filter((rule) => !rules.some((own) => own.path === rule.path));
  function add() {
    const rule = { path: path.trim(), action };
    const read = readFieldRule(rule);
    const isKnown = rules.some((own) => own.path === rule.path);
    setProblem(read.ok ? (isKnown ? "This field is in the list already." : null) : read.problem);
    if (!read.ok || isKnown) return;
    onRules([...rules, rule]);
    setPath("");
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== "Enter") return;
    event.preventDefault();
    add();
  }
  return (
    <div className="fr">
      {rules.length === 0 ? <p className="small muted">No field is hidden.</p> : (
        <ul className="fr-list" aria-labelledby={list}>
          {rules.map((rule) => (
            <li key={rule.path}>
              <Lock className="ic ic-s" aria-hidden />
              <span className="data grow">{rule.path}</span>
              {disabled ? <span className="small muted">{actions.find(({ value }) => value === rule.action)?.label}</span> : (
                <>
                  <Select
                    aria-label={`What is hidden of ${rule.path}`} value={rule.action} options={actions} disabled={rule.action === "hide" && !mayLoosen(rule)}
                    onValue={(next) => onRules(rules.map((own) => (own.path === rule.path ? { ...own, action: next } : own)))}
                  />
                  <IconButton size="s" label={mayLoosen(rule) ? `Show ${rule.path} again` : `An admin can show ${rule.path} again`} icon={Trash2} disabled={!mayLoosen(rule)} onClick={() => onRules(rules.filter((own) => own.path !== rule.path))} />
                </>
              )}
            </li>
          ))}
        </ul>
      )}
      <span id={list} className="vh">Hidden fields</span>
      {disabled ? null : (
        <>
          <Field label="Hide a field" hint={<>From the top of a payload: <span className="data">customer.email</span>, <span className="data">items[].card</span>. At any depth: <span className="data">**.iban</span>. Upper and lower case, _ and - make no difference.</>} error={problem}>
            {(control) => (
              <div className="fr-add">
                <TextInput {...control} data maxLength={200} spellCheck={false} autoComplete="off" placeholder="customer.email" value={path} onKeyDown={onKeyDown} onChange={(event) => { setPath(event.currentTarget.value); setProblem(null); }} />
                <Select aria-label="What is hidden of it" value={action} options={actions} onValue={setAction} />
                <Button disabled={path.trim() === ""} onClick={add}>Add</Button>
              </div>
            )}
          </Field>
          {left.length === 0 ? null : (
            <div className="fr-suggest" role="group" aria-label="Often hidden">
              <span className="small muted">Often hidden</span>
              {left.map((rule) => <Button key={rule.path} size="s" aria-label={`Hide ${rule.path}`} onClick={() => onRules([...rules, rule])}><Plus className="ic ic-s" aria-hidden /><span className="data">{rule.path}</span></Button>)}
            </div>
          )}
        </>
      )}
    </div>
  );
}
