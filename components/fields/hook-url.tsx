"use client";

import { CopyButton } from "#components/ui/copy-button.tsx";
import { CodeView } from "#components/ui/code-view.tsx";
import { StatusLabel } from "#components/ui/status-label.tsx";

/** The flow's own URL, and whether it answers. */
export interface Hook {
  url: string;
  /** The page of its form. */
  form: string;
  state: "live" | "paused" | "unpublished";
  sample: string;
  /** Who gets in, as the draft has it: whoever knows the URL, who sends a credential, or what proves its sender. */
  guard: "none" | "credential" | "signature";
  /** The live version is not this draft. */
  isAhead: boolean;
}

function curl({ url, sample, guard }: Hook): string {
  return `curl -X POST '${url}' \\\n  -H 'content-type: application/json' \\\n${guard === "none" ? "" : "  -H 'authorization: …' \\\n"}  -d '${sample.replaceAll("'", "'\\''")}'`;
}

const states = {
  live: { mark: "success", word: "Live" },
  paused: { mark: "waiting", word: "Paused: what is posted is kept and runs when the flow is resumed" },
  unpublished: { mark: "skipped", word: "Answers once the flow is published; before that, while a capture waits" },
} as const;

export function HookUrl({ hook }: { hook: Hook }) {
  const { mark, word } = states[hook.state];
  return (
    <div className="hook">
      <div className="secret">
        <span className="data">{hook.url}</span>
        <CopyButton text={() => hook.url} label="Copy the URL" />
      </div>
      <StatusLabel mark={mark}>{word}</StatusLabel>
      {hook.guard === "none" ? null : <p className="small muted">{hook.isAhead ? "Once this draft is published, only" : "Only"} {hook.guard === "signature" ? "what is verified" : "who sends a credential"} as set below is taken in.</p>}
      {hook.guard === "signature" ? null : <><p className="small muted">{hook.state === "unpublished" ? "Capture the next request under Output, Samples, to see what arrives. To send one:" : hook.guard === "none" ? "Anyone who knows this URL can start the flow. Try it:" : "Try it:"}</p>
      <div className="hook-try">
        <CodeView text={curl(hook)} label="Example with curl" />
        <CopyButton text={() => curl(hook)} label="Copy the example" />
      </div></>}
    </div>
  );
}
