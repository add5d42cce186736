"use client";

import { X } from "lucide-react";
import { type ReactNode, useId, useLayoutEffect, useRef } from "react";
import { createPortal } from "react-dom";
import { classes } from "./classes.ts";
import { IconButton } from "./icon-button.tsx";

export interface DialogProps {
  title: ReactNode;
  onClose: () => void;
  children: ReactNode;
  /** Buttons, the deciding one last. */
  footer?: ReactNode;
  className?: string | undefined;
}

/** A native modal dialog, open while it is mounted; Escape, the cross and a click beside it close it. */
export function Dialog({ title, onClose, children, footer, className }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useLayoutEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    // The browser would choose the cross; what the dialog asks for comes first.
    (dialog?.querySelector<HTMLElement>(".dialog-body :is(input, select, textarea)") ?? dialog?.querySelector<HTMLElement>(".dialog-foot button"))?.focus();
    // Closing before the element is removed gives the focus back to what opened it.
    return () => dialog?.close();
  }, []);
  // At the end of the body, where no style of the place it is opened from reaches it.
  return createPortal(
    <dialog
      ref={element}
      className={classes("dialog", className)}
      aria-labelledby={titleId}
      onClose={() => {
        if (!element.current?.open) onClose();
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget) event.currentTarget.close();
      }}
    >
      <div className="dialog-box">
        <header className="dialog-head">
          <h2 id={titleId} className="h-body grow">{title}</h2>
          <IconButton label="Close" icon={X} onClick={() => element.current?.close()} />
        </header>
        <div className="dialog-body">{children}</div>
        {footer ? <footer className="dialog-foot">{footer}</footer> : null}
      </div>
    </dialog>,
    document.body,
  );
}
