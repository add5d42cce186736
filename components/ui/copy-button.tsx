"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { Button, type ButtonLook, type ButtonSize } from "./button.tsx";
import { classes } from "./classes.ts";

export interface CopyButtonProps {
  /** A function when the text is costly to make. */
  text: string | (() => string);
  /** What is copied: "Copy run id". */
  label: string;
  /** Shows the label beside the icon. */
  worded?: boolean | undefined;
  look?: ButtonLook | undefined;
  size?: ButtonSize | undefined;
}

export function CopyButton({ text, label, worded, look = "bare", size = "s" }: CopyButtonProps) {
  const [copied, setCopied] = useState<"no" | "yes" | "refused">("no");
  useEffect(() => {
    if (copied === "no") return undefined;
    const timer = setTimeout(() => setCopied("no"), 2_000);
    return () => clearTimeout(timer);
  }, [copied]);
  async function copy() {
    try {
      await navigator.clipboard.writeText(typeof text === "string" ? text : text());
      setCopied("yes");
    } catch {
      setCopied("refused");
    }
  }
  const Icon = copied === "yes" ? Check : Copy;
  const word = copied === "yes" ? "Copied" : copied === "refused" ? "Copy refused by the browser" : label;
  return (
    <Button look={look} size={size} className={classes(!worded && "btn-icon")} aria-label={worded ? undefined : word} title={worded ? undefined : word} onClick={() => void copy()}>
      <Icon className="ic ic-s" aria-hidden />
      {worded ? word : null}
      <span className="vh" role="status">{copied === "no" ? "" : word}</span>
    </Button>
  );
}
