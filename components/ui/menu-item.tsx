"use client";

import type { LucideIcon } from "lucide-react";
import Link from "next/link";
import type { MouseEvent, ReactNode } from "react";

interface Shared {
  icon?: LucideIcon | undefined;
  /** Stands at the right: a shortcut or a value. */
  after?: ReactNode;
  children: ReactNode;
}

export type MenuItemProps = Shared &
  (
    | {
        href: string;
        /** The place the reader is at already. */
        current?: boolean | undefined;
        onSelect?: undefined;
        checked?: undefined;
        unavailable?: undefined;
      }
    | {
        href?: undefined;
        onSelect: () => void;
        /** Set for a choice among several. */
        checked?: boolean | undefined;
        /** Why it cannot be chosen now; said in the item. */
        unavailable?: string | null | undefined;
      }
  );

function closeMenu(event: MouseEvent<HTMLElement>) {
  event.currentTarget.closest<HTMLElement>("[popover]")?.hidePopover();
}

export function MenuItem({ icon: Icon, after, children, ...rest }: MenuItemProps) {
  const face = (
    <>
      {Icon ? <Icon className="ic ic-s" aria-hidden /> : null}
      <span className="grow">{children}</span>
      {after}
    </>
  );
  if (rest.href !== undefined) {
    return <Link href={rest.href} role="menuitem" tabIndex={-1} className="menu-item" aria-current={rest.current ? "page" : undefined} onClick={closeMenu}>{face}</Link>;
  }
  const { onSelect, checked, unavailable } = rest;
  return (
    <button
      type="button"
      role={checked === undefined ? "menuitem" : "menuitemradio"}
      aria-checked={checked}
      aria-disabled={unavailable ? true : undefined}
      tabIndex={-1}
      className="menu-item"
      onClick={(event) => {
        if (unavailable) return;
        closeMenu(event);
        onSelect();
      }}
    >
      {face}
      {unavailable ? <span className="menu-why small">{unavailable}</span> : null}
    </button>
  );
}
