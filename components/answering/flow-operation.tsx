import Link from "next/link";
import { OperationEntry } from "#components/reference/operation-entry.tsx";
import type { Operation } from "#components/reference/read-reference.ts";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import type { CallerScheme } from "./caller-scheme.ts";
import { ForCallers } from "./for-callers.tsx";
import { sampleOfSchema } from "./sample-of-schema.ts";
import { TryIt } from "./try-it.tsx";

export interface FlowOperationProps {
  operation: Operation;
  scheme: CallerScheme;
  /** Of the server, as the document names it. */
  origin: string;
  /** Once it is known; absent for who may not read runs. */
  flow: string | undefined;
}

/** One flow of the API: what it takes and gives, what a caller needs, and a call to try. */
export function FlowOperation({ operation, scheme, origin, flow }: FlowOperationProps) {
  const { slug } = useWorkspace();
  const sample = sampleOfSchema(operation.body);
  const name = operation.summary.replace(/\.$/, "");
  return (
    <section className="sec api-op" aria-label={name}>
      <div className="row wrap">
        <h2 className="grow">{name}</h2>
        {flow === undefined ? null : <><Link className="small" href={`/w/${slug}/flows/${flow}`} prefetch={false}>Open the flow</Link><Link className="small" href={`/w/${slug}/flows/${flow}/latency`} prefetch={false}>Latency</Link></>}
      </div>
      <OperationEntry operation={{ ...operation, summary: "" }} />
      <ForCallers name={name} url={`${origin}${operation.path}`} scheme={scheme} sample={JSON.stringify(sample)} />
      <TryIt path={operation.path} scheme={scheme} sample={JSON.stringify(sample, null, 2)} />
    </section>
  );
}
