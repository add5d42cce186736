import { StatusMark } from "#components/ui/status-mark.tsx";

/** Said while the page cannot hear of changes; nothing is said while it can. */
export function ConnectionLost({ isLost }: { isLost: boolean }) {
  return (
    <span className="lost small" role="status">
      {isLost ? <><StatusMark mark="warning" />No connection to Millrace: this may be out of date. It is tried again by itself.</> : null}
    </span>
  );
}
