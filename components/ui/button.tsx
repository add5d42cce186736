import type { ButtonHTMLAttributes, MouseEvent, Ref } from "react";
import { classes } from "./classes.ts";

export type ButtonLook = "plain" | "ink" | "water" | "bare";
export type ButtonSize = "s" | "m" | "l";

export type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  look?: ButtonLook | undefined;
  size?: ButtonSize | undefined;
  /** Work is under way: keeps focus and width, ignores clicks. */
  busy?: boolean | undefined;
  ref?: Ref<HTMLButtonElement> | undefined;
};

export function buttonClass(look: ButtonLook = "plain", size: ButtonSize = "m"): string {
  return classes("btn", look !== "plain" && `btn-${look}`, size !== "m" && `btn-${size}`);
}

/** Ink decides (one a screen); water is the test run and nothing else. */
export function Button({ look, size, busy, className, onClick, type = "button", ...rest }: ButtonProps) {
  function click(event: MouseEvent<HTMLButtonElement>) {
    if (busy) event.preventDefault();
    else onClick?.(event);
  }
  return (
    <button
      {...rest}
      type={type}
      className={classes(buttonClass(look, size), className)}
      aria-disabled={busy ? true : rest["aria-disabled"]}
      aria-busy={busy || undefined}
      onClick={click}
    />
  );
}
