import { CopyButton } from "./copy-button.tsx";

/** A secret that is shown this once. */
export function SecretBox({ secret, label }: { secret: string; label: string }) {
  return (
    <div className="secret" role="group" aria-label={label}>
      <span className="data">{secret}</span>
      <CopyButton text={secret} label={`Copy ${label.toLowerCase()}`} />
    </div>
  );
}
