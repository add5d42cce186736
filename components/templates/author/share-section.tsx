"use client";

import type { Ref } from "react";
import { SharePanel } from "#components/templates/owner/share-panel.tsx";
import type { Template } from "#lib/contracts/templates.schema.ts";

/** Who sees the template that was made of this flow. */
export function ShareSection({ template, heading }: { template: Template; heading: Ref<HTMLHeadingElement> }) {
  return (
    <section className="sec ta-share" aria-labelledby="ta-share">
      <div className="sec-head">
        <h2 id="ta-share" ref={heading} tabIndex={-1}>Who sees it</h2>
        <p className="muted">Version {template.version} is the newest; this counts for it at once. Whoever installs it gets a flow of their own.</p>
      </div>
      <SharePanel template={template} />
    </section>
  );
}
