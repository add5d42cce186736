import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { CodeView } from "#components/ui/code-view.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import type { CallerScheme } from "./caller-scheme.ts";
import { curlOf } from "./curl-of.ts";

const words: Record<CallerScheme["kind"], string> = {
  none: "Whoever knows the URL may call it.",
  key: "Callers send an API key that may call flows. Make one for each caller: it can be taken away alone.",
  token: "Callers send the token of the connection that the flow’s trigger names. Whoever made the connection gives it to them.",
  basic: "Callers send the user and password of the connection that the flow’s trigger names. Whoever made the connection gives them to them.",
  header: "Callers send the key of the connection that the flow’s trigger names. Whoever made the connection gives it to them.",
};

/** What a partner needs: the whole URL, what to prove oneself by, and a call to copy. */
export function ForCallers({ name, url, scheme, sample }: { /** Of the flow. */ name: string; url: string; scheme: CallerScheme; sample: string }) {
  const { slug, may } = useWorkspace();
  const curl = curlOf({ url, scheme, body: sample });
  return (
    <div className="api-call">
      <div className="secret"><span className="data">{url}</span><CopyButton text={url} label="Copy the URL" /></div>
      <div className="row wrap">
        <p className="small muted">{words[scheme.kind]}</p>
        {scheme.kind === "key" && may("api-keys:manage") ? <LinkButton size="s" href={`/w/${slug}/settings/api-keys?new=flows:call`}>Make a key for a caller</LinkButton> : null}
      </div>
      <div className="api-curl"><CodeView text={curl} label={`Call of ${name} with curl`} /><CopyButton text={curl} label="Copy the example" /></div>
    </div>
  );
}
