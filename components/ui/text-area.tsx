import type { Ref, TextareaHTMLAttributes } from "react";
import { classes } from "./classes.ts";

export type TextAreaProps = TextareaHTMLAttributes<HTMLTextAreaElement> & {
  data?: boolean | undefined;
  ref?: Ref<HTMLTextAreaElement> | undefined;
};

export function TextArea({ data, className, rows = 3, ...rest }: TextAreaProps) {
  return <textarea {...rest} rows={rows} className={classes("area", rest["aria-invalid"] === true && "is-bad", data && "data", className)} />;
}
