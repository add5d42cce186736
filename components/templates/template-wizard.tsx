"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { NodeIcon } from "#components/ui/node-icon.tsx";
import { PatternLabel } from "#components/ui/pattern-label.tsx";
import { Strip } from "#components/ui/strip.tsx";
import { errorText } from "#lib/client/error-text.ts";
import { flowMutations } from "#lib/client/mutations/flow-mutations.ts";
import { templateMutations } from "#lib/client/mutations/template-mutations.ts";
import { RequestError } from "#lib/client/request.ts";
import type { NodeTypes } from "#lib/flow/node-type.ts";
import { InstalledFlow } from "./installed-flow.tsx";
import { shapeOf } from "./shape-of.ts";
import type { SourceTemplate } from "./use-template-source.ts";
import { connectsLater, firstAnswers, type WizardAnswers } from "./wizard-answers.ts";
import { type SentAnswers, WizardForm } from "./wizard-form.tsx";
import { keepWizard, readWizard, type WizardMemory } from "./wizard-memory.ts";

/** One page: the questions first; once the draft is made, its sample run and what becomes of it. */
export function TemplateWizard({ template, nodeTypes }: { template: SourceTemplate; nodeTypes: NodeTypes }) {
  const { slug } = useWorkspace();
  const router = useRouter();
  const { content, key } = template;
  const [memory, setMemory] = useState(() => readWizard(slug, key, firstAnswers(content)));
  const install = useMutation(templateMutations(slug).install);
  const test = useMutation(flowMutations(slug).test);
  const discard = useMutation(flowMutations(slug).delete);
  const [testProblem, setTestProblem] = useState<string | null>(null);

  function remember(change: Partial<WizardMemory>): void {
    setMemory((old) => {
      const next = { ...old, ...change };
      keepWizard(slug, key, next);
      return next;
    });
  }
  async function tryIt(flow: string, sample: number): Promise<void> {
    setTestProblem(null);
    const input = content.samples[sample]?.input;
    try {
      const { run } = await test.mutateAsync({ flow, ...(input === undefined ? {} : { input }) });
      remember({ run });
    } catch (error) {
      setTestProblem(errorText(error));
    }
  }
  async function make({ connections, parameters }: SentAnswers): Promise<void> {
    try {
      const flow = await install.mutateAsync({ source: template.install, name: memory.answers.name.trim(), connections, parameters });
      remember({ flow: flow.id, run: null });
      await tryIt(flow.id, 0);
    } catch {
      // The form says what was refused.
    }
  }
  /** Nothing of it stays; the answers do, where they are wanted again. */
  async function drop(flow: string, then: "change" | "leave"): Promise<void> {
    try {
      await discard.mutateAsync({ flow });
    } catch (error) {
      // Gone already is as good.
      if (!(error instanceof RequestError && error.status === 404)) return;
      discard.reset();
    }
    install.reset();
    if (then === "change") return remember({ flow: null, run: null });
    keepWizard(slug, key, null);
    router.push(`/w/${slug}/templates`);
  }
  const shape = shapeOf(content.document);
  return (
    <div className="tw-page">
      <header className="tw-head">
        <div className="row wrap">{content.pattern === null ? null : <PatternLabel pattern={content.pattern} />}<h2 className="tp-name">{content.name}</h2></div>
        <p className="lede">{content.sentence}</p>
        {memory.flow === null ? <Strip pattern={content.pattern} max={12} tiles={shape.map((node) => ({ key: node.id, name: node.name, face: <NodeIcon icon={nodeTypes.get(node.type)?.icon} title={node.name} /> }))} /> : null}
      </header>
      {memory.flow === null ? (
        <WizardForm content={content} nodeTypes={nodeTypes} answers={memory.answers} busy={install.isPending} error={install.error} onAnswers={(answers: WizardAnswers) => remember({ answers })} onMake={(sent) => void make(sent)} />
      ) : (
        <InstalledFlow
          flow={memory.flow}
          run={memory.run}
          content={content}
          nodeTypes={nodeTypes}
          connectsLater={connectsLater(memory.answers)}
          testing={test.isPending}
          testProblem={testProblem}
          dropping={discard.isPending}
          dropProblem={discard.error}
          onTry={(sample) => void tryIt(memory.flow ?? "", sample)}
          onDrop={(then) => void drop(memory.flow ?? "", then)}
          onGone={() => remember({ flow: null, run: null })}
          onSettled={() => keepWizard(slug, key, null)}
        />
      )}
    </div>
  );
}
