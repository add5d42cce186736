import Link from "next/link";
import type { ComponentProps } from "react";
import { buttonClass, type ButtonLook, type ButtonSize } from "./button.tsx";
import { classes } from "./classes.ts";

export type LinkButtonProps = ComponentProps<typeof Link> & { look?: ButtonLook | undefined; size?: ButtonSize | undefined };

/** A link that looks like a button: it goes somewhere and changes nothing. */
export function LinkButton({ look, size, className, ...rest }: LinkButtonProps) {
  return <Link {...rest} className={classes(buttonClass(look, size), className)} />;
}
