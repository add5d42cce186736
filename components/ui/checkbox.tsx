import { type InputHTMLAttributes, type ReactNode, useId } from "react";
import { classes } from "./classes.ts";

export type CheckboxProps = Omit<InputHTMLAttributes<HTMLInputElement>, "type"> & { label: ReactNode; hint?: ReactNode };

export function Checkbox({ label, hint, className, ...rest }: CheckboxProps) {
  const id = useId();
  return (
    <div className={classes("check", className)}>
      <input {...rest} id={id} type="checkbox" aria-describedby={hint ? `${id}-hint` : undefined} />
      <label htmlFor={id}>{label}</label>
      {hint ? <p id={`${id}-hint`} className="small muted">{hint}</p> : null}
    </div>
  );
}
