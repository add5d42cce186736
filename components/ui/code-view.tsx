/** Preformatted text: scrolls by itself and can be reached by keyboard. */
export function CodeView({ text, label }: { text: string; label: string }) {
  return <pre className="code" tabIndex={0} role="region" aria-label={label}>{text}</pre>;
}
