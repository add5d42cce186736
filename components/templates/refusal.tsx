import type { ReactNode } from "react";
import { errorText } from "#lib/client/error-text.ts";
import { RequestError } from "#lib/client/request.ts";

interface Reason {
  at: string;
  message: string;
}

const shown = 20;

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
  return (
    <div className="empty tr" role="alert">
      <b className="empty-title">{name === "" ? "This file" : `“${name}”`} is refused</b>
      <p className="muted">{sentence(typeof error === "string" ? error : errorText(error))} Nothing was stored or started.</p>
      {reasons.length === 0 ? null : (
        <ul className="tr-list">
          {reasons.slice(0, shown).map(({ at, message }) => <li key={`${at} ${message}`}>{at === "" ? null : <span className="data">{at}</span>} {message}</li>)}
          {reasons.length > shown ? <li className="muted">and {reasons.length - shown} more</li> : null}
        </ul>
      )}
      <div className="empty-action">{action}</div>
    </div>
  );
}
