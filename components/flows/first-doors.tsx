import { LayoutTemplate, PenLine } from "lucide-react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { NewFlowButton } from "./new-flow-button.tsx";

/** Where there is no flow yet: the two ways to the first one. */
export function FirstDoors() {
  const { slug, may, role } = useWorkspace();
  if (!may("flows:write")) return <EmptyState title="No flows yet" action={<LinkButton href={`/w/${slug}/templates`}>Look at the templates</LinkButton>}>Your role, {role}, can look at flows; an editor makes them.</EmptyState>;
  return (
    <section className="doors" aria-labelledby="doors-title">
      <h2 id="doors-title">No flows yet. Begin with one of these.</h2>
      <div className="doors-list">
        <div className="plate door">
          <LayoutTemplate className="ic" aria-hidden />
          <h3>From a template</h3>
          <p className="muted">Pick one that works, answer a few questions, watch a sample run, and publish.</p>
          <LinkButton href={`/w/${slug}/templates`}>Choose a template</LinkButton>
        </div>
        <div className="plate door">
          <PenLine className="ic" aria-hidden />
          <h3>Blank canvas</h3>
          <p className="muted">Choose what starts the flow, such as a webhook or a schedule, and draw what happens then.</p>
          <NewFlowButton />
        </div>
      </div>
    </section>
  );
}
