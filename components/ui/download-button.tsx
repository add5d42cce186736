"use client";

import { Download } from "lucide-react";
import { IconButton } from "./icon-button.tsx";

export interface DownloadButtonProps {
  text: () => string;
  fileName: string;
  label: string;
}

/** Saves text the page already holds as a file. */
export function DownloadButton({ text, fileName, label }: DownloadButtonProps) {
  function download() {
    const url = URL.createObjectURL(new Blob([text()], { type: "application/json" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = fileName;
    link.click();
    URL.revokeObjectURL(url);
  }
  return <IconButton label={label} icon={Download} size="s" onClick={download} />;
}
