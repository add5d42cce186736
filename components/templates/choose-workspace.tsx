import { LinkButton } from "#components/ui/link-button.tsx";

export interface ChooseWorkspaceProps {
  /** Its name. */
  template: string;
  /** As it stands in an address. */
  link: string;
  /** Those where whoever is signed in may make flows. */
  workspaces: readonly { slug: string; name: string }[];
}

/** In which workspace a shared template becomes a flow. */
export function ChooseWorkspace({ template, link, workspaces }: ChooseWorkspaceProps) {
  if (workspaces.length === 0) {
    return (
      <>
        <div><h1>No workspace to use it in</h1><p className="muted">You may look at flows, but make none. Ask an admin of your workspace for the role of an editor, then open the link again.</p></div>
        <LinkButton look="ink" size="l" href={`/t/${link}`}>Back to the template</LinkButton>
      </>
    );
  }
  return (
    <>
      <div><h1>Where do you want to use it?</h1><p className="muted">“{template}” becomes a flow of one workspace. Its connections and runs are that workspace’s.</p></div>
      <ul className="tc-places">{workspaces.map(({ slug, name }) => <li key={slug}><LinkButton size="l" href={`/w/${slug}/templates/use?link=${link}`} prefetch={false}>{name}</LinkButton></li>)}</ul>
    </>
  );
}
