"use client";

import Link from "next/link";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { type AuthorBlock, blockedWords } from "./author-blocks.ts";

/** With more than this the rest is folded. */
const shown = 5;

interface AuthorStripProps {
  blocks: readonly AuthorBlock[];
  flow: string;
  onGo: (at: string) => void;
}

/** Over the page: what blocks publishing, each a press away from where it is settled. */
export function AuthorStrip({ blocks, flow, onGo }: AuthorStripProps) {
  if (blocks.length === 0) return null;
  const list = (part: readonly AuthorBlock[]) => <ul className="ta-why">{part.map((block) => <li key={`${block.at} ${block.words}`}><BlockLink block={block} flow={flow} onGo={onGo} /></li>)}</ul>;
  return (
    <section aria-labelledby="ta-blocked" className="ta-strip">
      <Notice mark="warning">
        <h2 id="ta-blocked" tabIndex={-1} data-at="blocked">{blockedWords(blocks.length)}</h2>
        {list(blocks.slice(0, shown))}
        {blocks.length > shown ? <details><summary className="link">and {blocks.length - shown} more</summary>{list(blocks.slice(shown))}</details> : null}
      </Notice>
    </section>
  );
}

function BlockLink({ block: { at, words }, flow, onGo }: { block: AuthorBlock; flow: string; onGo: (at: string) => void }) {
  const { slug } = useWorkspace();
  if (at !== null) return <button type="button" className="link" onClick={() => onGo(at)}>{words}</button>;
  return <>{words} <Link href={`/w/${slug}/flows/${flow}`}>Mend it in the flow</Link></>;
}
