import type { InputHTMLAttributes, ReactNode, Ref } from "react";
import { classes } from "./classes.ts";

export type TextInputProps = InputHTMLAttributes<HTMLInputElement> & {
  /** Stands before the text; repeats what the label says. */
  icon?: ReactNode;
  /** Stands after the text, for a unit or a shortcut. */
  after?: ReactNode;
  /** Ids, code and numbers that are compared. */
  data?: boolean | undefined;
  ref?: Ref<HTMLInputElement> | undefined;
};

export function TextInput({ icon, after, data, className, ...rest }: TextInputProps) {
  return (
    <span className={classes("field", rest["aria-invalid"] === true && "is-bad", className)}>
      {icon}
      <input {...rest} className={classes(data && "data")} />
      {after}
    </span>
  );
}
