import { useCallback, useEffect, useState } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { type AuthorDraft, authorDraftOf, type WireDraft } from "./author-draft.ts";
import { forgetDraft, keepDraft, readKeptDraft } from "./kept-author-draft.ts";

export type ChangeDraft = (change: Partial<AuthorDraft> | ((draft: AuthorDraft) => Partial<AuthorDraft>)) => void;

/** Where what was typed is: nowhere yet, on this device since a moment, or on this page alone. */
export type Keeping = { kind: "untouched" } | { kind: "kept"; at: string; /** It began with what was typed before. */ isOld: boolean } | { kind: "unkept" };

interface AuthorState {
  draft: AuthorDraft;
  change: ChangeDraft;
  keeping: Keeping;
  /** Back to what was said for the newest version, or to what is suggested. */
  startOver: () => void;
  /** It is published: only the message does not go on. */
  settle: () => void;
}

/** What an author says, kept on this device until it is published. */
export function useAuthorDraft(flow: string, start: WireDraft): AuthorState {
  const { user } = useWorkspace();
  const [before] = useState(() => readKeptDraft(flow, user.id));
  const [draft, setDraft] = useState(() => before?.draft ?? authorDraftOf(start));
  const [isTouched, setTouched] = useState(false);
  const [keeping, setKeeping] = useState<Keeping>(before ? { kind: "kept", at: before.at, isOld: true } : { kind: "untouched" });
  useEffect(() => {
    if (!isTouched) return;
    const at = keepDraft(flow, user.id, draft);
    setKeeping((last) => (at === null ? { kind: "unkept" } : { kind: "kept", at, isOld: last.kind === "kept" && last.isOld }));
  }, [flow, user.id, draft, isTouched]);
  const change = useCallback<ChangeDraft>((by) => {
    setDraft((last) => ({ ...last, ...(typeof by === "function" ? by(last) : by) }));
    setTouched(true);
  }, []);
  function forget() {
    forgetDraft(flow);
    setTouched(false);
    setKeeping({ kind: "untouched" });
  }
  return {
    draft, change, keeping,
    startOver() {
      forget();
      setDraft(authorDraftOf(start));
    },
    settle() {
      forget();
      setDraft((last) => ({ ...last, message: "" }));
    },
  };
}
