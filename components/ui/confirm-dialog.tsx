"use client";

import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { FormError } from "./form-error.tsx";

export interface ConfirmDialogProps {
  title: string;
  /** What is lost. */
  children: ReactNode;
  /** The verb with its object: "Revoke key". */
  action: string;
  busy: boolean;
  error: unknown;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before something is lost, and names the loss. */
export function ConfirmDialog({ title, children, action, busy, error, onConfirm, onClose }: ConfirmDialogProps) {
  return (
    <Dialog title={title} onClose={onClose} footer={<><Button onClick={onClose}>Cancel</Button><Button look="ink" busy={busy} onClick={onConfirm}>{action}</Button></>}>
      <p>{children}</p>
      <FormError error={error} />
    </Dialog>
  );
}
