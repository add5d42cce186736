"use client";

import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import type { FieldControl } from "#components/ui/field.tsx";
import { TextInput } from "#components/ui/text-input.tsx";

export interface ThemeFieldProps extends FieldControl {
  kind: "colour" | "image";
  label: string;
  value: string;
  readOnly: boolean;
  /** Empty takes the setting away. */
  onChange: (value: string) => void;
  onLeave: () => void;
}

const mostBytes = 80_000;
const kinds = ["image/png", "image/jpeg", "image/webp", "image/gif"];

function readData(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(String(reader.result)));
    reader.addEventListener("error", () => reject(reader.error ?? new Error("not read")));
    reader.readAsDataURL(file);
  });
}

function Colour({ label, value, readOnly, onChange, onLeave, kind: _, ...control }: ThemeFieldProps) {
  return (
    <div className="row">
      <input type="color" className="tf-swatch" aria-label={`${label}, picked`} value={/^#[0-9a-f]{6}$/i.test(value) ? value : "#1b1f24"} disabled={readOnly} onChange={(event) => onChange(event.currentTarget.value)} onBlur={onLeave} />
      <TextInput {...control} data placeholder="#0a7f5c" maxLength={7} value={value} readOnly={readOnly} onChange={(event) => onChange(event.currentTarget.value.trim())} onBlur={onLeave} />
    </div>
  );
}

function Image({ label, value, readOnly, onChange, ...control }: ThemeFieldProps) {
  const [problem, setProblem] = useState<string | null>(null);
  // An image of another kind cannot get here, but a document may hold anything.
  const shown = /^data:image\/(?:png|jpeg|webp|gif);base64,[A-Za-z0-9+/=]+$/.test(value) ? value : "";
  async function take(file: File | undefined) {
    if (!file) return;
    if (!kinds.includes(file.type)) return setProblem("Choose a PNG, JPEG, WebP or GIF image.");
    if (file.size > mostBytes) return setProblem(`It has ${Math.ceil(file.size / 1_000)} kB; ${mostBytes / 1_000} kB is the most. Choose a smaller one.`);
    setProblem(null);
    onChange(await readData(file));
  }
  return (
    <div className="tf-image">
      {shown === "" ? null : <span className="tf-logo" role="img" aria-label="The logo as it is shown" style={{ backgroundImage: `url("${shown}")` }} />}
      {readOnly ? null : (
        <div className="row wrap">
          <input id={control.id} aria-describedby={control["aria-describedby"]} aria-label={label} type="file" accept={kinds.join(",")} onChange={(event) => void take(event.currentTarget.files?.[0]).catch(() => setProblem("It could not be read. Choose another one."))} />
          {value === "" ? null : <Button size="s" onClick={() => onChange("")}>Remove</Button>}
        </div>
      )}
      {problem === null ? null : <p role="alert" className="small frow-error">{problem}</p>}
    </div>
  );
}

/** Of a form's page: a colour, or an image that becomes part of the page. */
export function ThemeField(props: ThemeFieldProps) {
  return props.kind === "colour" ? <Colour {...props} /> : <Image {...props} />;
}
