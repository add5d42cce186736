import { type ReactNode, useId } from "react";
import { classes } from "./classes.ts";

/** What a control needs so that its label, hint and error are read with it. */
export interface FieldControl {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
}

export interface FieldProps {
  label: ReactNode;
  hint?: ReactNode;
  /** What is wrong and what to do; null when nothing is. */
  error?: string | null | undefined;
  /** Beside what is wrong: one press that mends it. */
  mend?: ReactNode;
  /** The error is a warning only. */
  warns?: boolean | undefined;
  /** `row`: label left, control right (settings); `stack`: label above. */
  layout?: "row" | "stack" | undefined;
  className?: string | undefined;
  children: (control: FieldControl) => ReactNode;
}

/** A labelled form row. The control is drawn by the caller with the attributes it is given. */
export function Field({ label, hint, error, mend, warns = false, layout = "stack", className, children }: FieldProps) {
  const id = useId();
  const hintId = hint ? `${id}-hint` : undefined;
  const errorId = error ? `${id}-error` : undefined;
  const describedBy = [errorId, hintId].filter((part) => part !== undefined).join(" ");
  return (
    <div className={classes("frow", layout === "row" && "is-row", Boolean(error) && (warns ? "is-warn" : "is-bad"), className)}>
      <label className="frow-label" htmlFor={id}>{label}</label>
      <div className="frow-control">
        {children({ id, "aria-describedby": describedBy === "" ? undefined : describedBy, "aria-invalid": error && !warns ? true : undefined })}
        {error ? <p className={classes("small", warns ? "frow-warn" : "frow-error")}><span id={errorId}>{error}</span>{mend}</p> : null}
        {hint ? <p id={hintId} className="small muted">{hint}</p> : null}
      </div>
    </div>
  );
}
