"use client";

import { FileUp } from "lucide-react";
import { useRef } from "react";
import { Button, type ButtonLook } from "#components/ui/button.tsx";

export interface FileChooserProps {
  onFile: (file: File) => void;
  label?: string | undefined;
  look?: ButtonLook | undefined;
}

/** Opens the platform's own choice of a file. */
export function FileChooser({ onFile, label = "Import a file", look }: FileChooserProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        hidden
        aria-label={label}
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          // The same file can be chosen again after it was changed.
          event.currentTarget.value = "";
          if (file) onFile(file);
        }}
      />
      <Button look={look} onClick={() => input.current?.click()}><FileUp className="ic ic-s" aria-hidden />{label}</Button>
    </>
  );
}
