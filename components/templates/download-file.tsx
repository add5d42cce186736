"use client";

import { Download } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import type { TemplateContent } from "#lib/flow/templates/template-content.schema.ts";

function fileName(name: string): string {
  return `${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-").replaceAll(/^-|-$/g, "").slice(0, 60) || "template"}.millrace.json`;
}

/** Saves a version as the file that another Millrace imports. */
export function DownloadFile({ content }: { content: TemplateContent }) {
  function download() {
    const url = URL.createObjectURL(new Blob([JSON.stringify(content, null, 2)], { type: "application/json" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = fileName(content.name);
    link.click();
    URL.revokeObjectURL(url);
  }
  return <Button onClick={download}><Download className="ic ic-s" aria-hidden />Download file</Button>;
}
