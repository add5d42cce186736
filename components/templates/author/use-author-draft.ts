import { useCallback, useEffect, useState } from "react";
import { type AuthorDraft, authorDraftOf, type WireDraft } from "./author-draft.ts";
import { forgetDraft, keepDraft, readKeptDraft } from "./kept-author-draft.ts";

export type ChangeDraft = (change: Partial<AuthorDraft> | ((draft: AuthorDraft) => Partial<AuthorDraft>)) => void;

interface AuthorState {
  draft: AuthorDraft;
  change: ChangeDraft;
  /** It began with what was typed in this tab before. */
  wasKept: boolean;
  /** Back to what was said for the newest version, or to what is suggested. */
  startOver: () => void;
  /** It is published: only the message does not go on. */
  settle: () => void;
}

/** What an author says, kept in this tab until it is published. */
export function useAuthorDraft(flow: string, start: WireDraft): AuthorState {
  const [kept] = useState(() => readKeptDraft(flow));
  const [wasKept, setWasKept] = useState(kept !== null);
  const [state, setState] = useState(() => ({ draft: kept ?? authorDraftOf(start), isTouched: false }));
  useEffect(() => {
    if (state.isTouched) keepDraft(flow, state.draft);
  }, [flow, state]);
  const change = useCallback<ChangeDraft>((by) => setState(({ draft }) => ({ draft: { ...draft, ...(typeof by === "function" ? by(draft) : by) }, isTouched: true })), []);
  return {
    draft: state.draft, change, wasKept,
    startOver() {
      forgetDraft(flow);
      setWasKept(false);
      setState({ draft: authorDraftOf(start), isTouched: false });
    },
    settle() {
      forgetDraft(flow);
      setWasKept(false);
      setState(({ draft }) => ({ draft: { ...draft, message: "" }, isTouched: false }));
    },
  };
}
