import type { LucideIcon } from "lucide-react";
import { Button, type ButtonProps } from "./button.tsx";
import { classes } from "./classes.ts";

export type IconButtonProps = Omit<ButtonProps, "children"> & {
  /** Says what it does: the accessible name and the tip. */
  label: string;
  icon: LucideIcon;
};

export function IconButton({ label, icon: Icon, look = "bare", size, className, ...rest }: IconButtonProps) {
  return (
    <Button title={label} {...rest} aria-label={label} look={look} size={size} className={classes("btn-icon", className)}>
      <Icon className={classes("ic", size === "s" && "ic-s")} aria-hidden />
    </Button>
  );
}
