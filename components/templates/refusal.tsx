import type { ReactNode } from "react";
import { StatusMark } from "#components/ui/status-mark.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { RequestError } from "#lib/client/request.ts";

interface Reason {
  at: string;
  message: string;
}

const shown = 20;
/** Words of the parser: true, but no help to whoever chose the file. */
const technical = /invalid input|expected|unrecognized/i;

function reasonsOf(error: unknown): Reason[] {
  if (!(error instanceof RequestError) || !Array.isArray(error.details)) return [];
  return error.details.filter((one): one is Reason => typeof one === "object" && one !== null && typeof (one as Reason).at === "string" && typeof (one as Reason).message === "string");
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** Why a template's file is refused: the sentence, then place by place. */
export function Refusal({ name, error, action }: { name: string; error: unknown; action: ReactNode }) {
  const reasons = typeof error === "string" ? [] : reasonsOf(error);
  const said = typeof error === "string" ? error : errorText(error);
  const words = technical.test(said) ? "It is not what a template’s file holds: it was changed, or another version of Millrace made it. Choose the file as a template’s page gave it." : said;
  return (
    <div className="empty tr" role="alert">
      <b className="empty-title row"><StatusMark mark="failed" />{name === "" ? "This file" : `“${name}”`} is refused</b>
      <p className="muted">{sentence(words)} Nothing was stored or started.</p>
      {reasons.length === 0 ? null : (
        <details><summary className="link small">Details</summary><ul className="tr-list">
          {reasons.slice(0, shown).map(({ at, message }) => <li key={`${at} ${message}`}>{at === "" ? null : <span className="data">{at}</span>} {message}</li>)}
          {reasons.length > shown ? <li className="muted">and {reasons.length - shown} more</li> : null}
        </ul></details>
      )}
      <div className="empty-action">{action}</div>
    </div>
  );
}
