import { Fragment, type ReactNode } from "react";

/** What is understood: bold, italics, code, links, lists. Everything else, markup of any kind too, is shown as written. */
const inline = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*\s](?:[^*]*[^*\s])?)\*|_([^_\s](?:[^_]*[^_\s])?)_|\[([^\]]+)\]\(([^()\s]+)\)/g;

function isSafe(address: string): boolean {
  return /^(https?:\/\/|mailto:)/i.test(address);
}

function spans(text: string): ReactNode[] {
  const parts: ReactNode[] = [];
  let at = 0;
  for (const match of text.matchAll(inline)) {
    const [whole, code, bold, stars, bars, label, address] = match;
    // An address that is to be shown as a picture stays as it was written.
    if (label !== undefined && text[match.index - 1] === "!") continue;
    if (match.index > 0 && bars !== undefined && /\w/.test(text[match.index - 1] ?? "")) continue;
    if (match.index > at) parts.push(text.slice(at, match.index));
    const key = match.index;
    if (code !== undefined) parts.push(<code key={key}>{code}</code>);
    else if (bold !== undefined) parts.push(<b key={key}>{spans(bold)}</b>);
    else if (label !== undefined && address !== undefined) parts.push(isSafe(address) ? <a key={key} className="nodrag nopan" href={address} target="_blank" rel="noreferrer noopener">{label}</a> : whole);
    else parts.push(<i key={key}>{spans(stars ?? bars ?? "")}</i>);
    at = match.index + whole.length;
  }
  if (at < text.length) parts.push(text.slice(at));
  return parts;
}

interface Block {
  kind: "text" | "bullets" | "numbers";
  lines: { text: string; at: number }[];
}

function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  let open: Block | undefined;
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "") {
      open = undefined;
      continue;
    }
    const item = /^\s*(?:([-*])|\d{1,3}[.)])\s+(.*)$/.exec(line);
    const kind = item === null ? "text" : item[1] === undefined ? "numbers" : "bullets";
    if (open?.kind !== kind) {
      open = { kind, lines: [] };
      blocks.push(open);
    }
    open.lines.push({ text: item?.[2] ?? line, at });
  }
  return blocks;
}

function blockView({ kind, lines }: Block): ReactNode {
  const first = lines[0]?.at;
  if (kind === "text") return <p key={first}>{lines.map(({ text, at }) => <Fragment key={at}>{at === first ? null : <br />}{spans(text)}</Fragment>)}</p>;
  const items = lines.map(({ text, at }) => <li key={at}>{spans(text)}</li>);
  return kind === "bullets" ? <ul key={first}>{items}</ul> : <ol key={first}>{items}</ol>;
}

/** Text in a small Markdown as elements. It makes no HTML from what is written and loads nothing. */
export function Markdown({ text }: { text: string }) {
  return blocksOf(text).map(blockView);
}
