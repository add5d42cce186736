"use client";

import { type KeyboardEvent, type ReactNode, type Ref, useId, useLayoutEffect, useRef, useState } from "react";
import { classes } from "./classes.ts";
import { placeBeside } from "./place-beside.ts";

/** Spread these on the button that opens the menu. */
export interface MenuTrigger {
  ref: Ref<HTMLButtonElement>;
  popoverTarget: string;
  "aria-haspopup": "menu";
  "aria-expanded": boolean;
  "aria-controls": string | undefined;
}

export interface MenuProps {
  label: string;
  trigger: (props: MenuTrigger) => ReactNode;
  /** Items, built only while the menu is open. */
  children: ReactNode;
  align?: "start" | "end" | undefined;
  className?: string | undefined;
}

function itemsOf(menu: HTMLElement): HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>('[role^="menuitem"]:not([aria-disabled="true"])')];
}

function moveFocus(event: KeyboardEvent<HTMLDivElement>) {
  const items = itemsOf(event.currentTarget);
  const at = items.findIndex((item) => item === document.activeElement);
  const last = items.length - 1;
  const next = { ArrowDown: at === last ? 0 : at + 1, ArrowUp: at <= 0 ? last : at - 1, Home: 0, End: last }[event.key];
  if (next === undefined) {
    if (event.key === "Tab") event.currentTarget.hidePopover();
    return;
  }
  event.preventDefault();
  items[next]?.focus();
}

/** A menu in the top layer (native popover): light dismiss, Escape, arrow keys; focus returns to its button. */
export function Menu({ label, trigger, children, align = "start", className }: MenuProps) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  const place = () => {
    if (menu.current && button.current) placeBeside(menu.current, button.current, align);
  };
  // With its items it has a width, which may not fit where it was put.
  useLayoutEffect(() => {
    if (open && menu.current && button.current) placeBeside(menu.current, button.current, align);
  }, [open, align]);
  return (
    <>
      {trigger({ ref: button, popoverTarget: id, "aria-haspopup": "menu", "aria-expanded": open, "aria-controls": open ? id : undefined })}
      <div
        ref={menu}
        id={id}
        popover="auto"
        role="menu"
        aria-label={label}
        className={classes("menu", className)}
        onBeforeToggle={(event) => {
          if (event.newState === "open") place();
          setOpen(event.newState === "open");
        }}
        // Only now it is displayed and can take the focus.
        onToggle={(event) => {
          if (event.newState !== "open") {
            // The item that had the focus is gone.
            if (document.activeElement === document.body) button.current?.focus();
            return;
          }
          place();
          itemsOf(event.currentTarget)[0]?.focus();
        }}
        onKeyDown={moveFocus}
      >
        {open ? children : null}
      </div>
    </>
  );
}
