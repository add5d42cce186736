"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import { flowMutations } from "#lib/client/mutations/flow-mutations.ts";
import { exampleFlowsQuery } from "#lib/client/queries/sample-systems.ts";
import type { ExampleFlow } from "#lib/contracts/example-flows.schema.ts";

/** Flows on the sample systems that can be made one's own with one press. */
export function ExampleFlows() {
  const { slug, may } = useWorkspace();
  const router = useRouter();
  const { data: examples = [] } = useQuery(exampleFlowsQuery(slug));
  const { create: createFlow } = flowMutations(slug);
  const create = useMutation(createFlow);
  function make({ title, document }: ExampleFlow) {
    create.mutateAsync({ name: title, document }).then((flow) => router.push(`/w/${slug}/flows/${flow.id}`), () => undefined);
  }
  if (examples.length === 0) return null;
  return (
    <section className="sec" aria-labelledby="example-flows">
      <h2 id="example-flows" className="h-body">Flows to begin with</h2>
      <ul className="cn-list">
        {examples.map((example) => (
          <li key={example.id} className="cn-card">
            <div className="cn-main">
              <h3 className="h-body">{example.title}</h3>
              <p className="small muted">{example.description}</p>
              {example.before === "" ? null : <p className="small">Before you publish it: {example.before}</p>}
              {may("flows:write") ? <div className="row"><Button size="s" busy={create.isPending && create.variables.document === example.document} onClick={() => make(example)}>Make this flow<span className="vh"> {example.title}</span></Button></div> : null}
            </div>
          </li>
        ))}
      </ul>
      <FormError error={create.error} />
    </section>
  );
}
