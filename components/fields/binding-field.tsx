"use client";

import { SquareFunction, TextCursorInput } from "lucide-react";
import { useState } from "react";
import { IconButton } from "#components/ui/icon-button.tsx";
import { readCel } from "#lib/flow/bindings/read-cel.ts";
import type { Binding } from "#lib/flow/document.schema.ts";
import { bindingOfCel } from "./binding-of-cel.ts";
import type { TextBinding } from "./binding-parts.ts";
import { CelEditor } from "./cel-editor.tsx";
import { TemplateEditor, type TemplateEditorProps } from "./template-editor.tsx";
import { ValuePreview } from "./value-preview.tsx";
import { celOf } from "#lib/flow/bindings/write-cel.ts";

export interface BindingFieldProps extends Omit<TemplateEditorProps, "value" | "onChange"> {
  value: Binding | undefined;
  /** Null when it was emptied. */
  onChange: (value: Binding | null) => void;
}

/** A value: text with references in it, or, at the press of a button, an expression. */
export function BindingField({ value, onChange, ...props }: BindingFieldProps) {
  const [asked, setAsked] = useState(false);
  const [switched, setSwitched] = useState(false);
  // While nothing is written yet there is nothing to store: the choice alone is kept here.
  const isCel = value?.kind === "cel" || (asked && celOf(value) === "");
  const text: TextBinding | undefined = value?.kind === "cel" ? undefined : value;

  function toggle() {
    setSwitched(true);
    if (isCel) {
      setAsked(false);
      if (value?.kind === "cel") onChange(bindingOfCel(value.source));
      return;
    }
    const source = celOf(value);
    setAsked(true);
    if (source !== "") onChange({ kind: "cel", source });
  }
  // One that cannot be read says so itself.
  const computes = (value?.kind === "cel" && readCel(value.source).ok) || (value?.kind === "template" && value.parts.some((part) => typeof part !== "string"));
  return (
    <div className="bind">
      <div className="bind-value">
        {isCel ? (
          <CelEditor
            id={props.id}
            label={props.label}
            aria-describedby={props["aria-describedby"]}
            aria-invalid={props["aria-invalid"]}
            source={value?.kind === "cel" ? value.source : ""}
            readOnly={props.readOnly}
            wantsFocus={switched}
            takes={props.takes}
            onChange={(source) => {
              // Emptied, it stays an expression that is being written.
              setAsked(true);
              onChange(source === "" ? null : { kind: "cel", source });
            }}
            onLeave={props.onLeave}
          />
        ) : <TemplateEditor {...props} value={text} onChange={onChange} />}
        {value && (computes || value.kind === "reference") ? <div className={computes ? undefined : "bind-if-focused"}><ValuePreview binding={value} /></div> : null}
      </div>
      {props.readOnly ? null : (
        <IconButton
          size="s"
          className="bind-switch"
          icon={isCel ? TextCursorInput : SquareFunction}
          label={isCel ? `${props.label}: write text and values instead` : `${props.label}: write an expression instead`}
          aria-pressed={isCel}
          title={isCel ? "Text and values" : "Write an expression"}
          onMouseDown={(event) => event.preventDefault()}
          onClick={toggle}
        />
      )}
    </div>
  );
}
