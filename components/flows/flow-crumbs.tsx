import Link from "next/link";
import { useWorkspace } from "#components/shell/workspace-context.tsx";

/** The way back from a page of a flow. */
export function FlowCrumbs({ flow, name }: { flow: string; /** Once it is known. */ name: string | undefined }) {
  const { slug } = useWorkspace();
  return (
    <nav className="row crumbs" aria-label="Breadcrumb">
      <Link className="faint" href={`/w/${slug}/flows`}>Flows</Link>
      <span className="faint" aria-hidden>/</span>
      <Link href={`/w/${slug}/flows/${flow}`} prefetch={false}>{name ?? "This flow"}</Link>
      <span className="faint" aria-hidden>/</span>
    </nav>
  );
}
