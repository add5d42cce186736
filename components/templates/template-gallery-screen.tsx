"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { classes } from "#components/ui/classes.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { useDebounced } from "#components/ui/use-debounced.ts";
import { errorText } from "#lib/client/error-text.ts";
import { nodeTypesQuery } from "#lib/client/queries/node-types.ts";
import { templatesQuery } from "#lib/client/queries/templates.ts";
import type { NodeTypes } from "#lib/flow/node-type.ts";
import { FileChooser } from "./file-chooser.tsx";
import { keepFile } from "./kept-file.ts";
import { TemplateCard } from "./template-card.tsx";
import { TemplateFilters } from "./template-filters.tsx";
import { useFileDrop } from "./use-file-drop.ts";
import { useTemplateFilter } from "./use-template-filter.ts";

const noTypes: NodeTypes = new Map();

/** What can be installed here: Millrace's templates, the workspace's own and those shown to the whole instance. */
export function TemplateGalleryScreen() {
  const { slug, may } = useWorkspace();
  const router = useRouter();
  const state = useTemplateFilter();
  const { filter, setSearch } = state;
  const [typed, setTyped] = useState(filter.search ?? "");
  const search = useDebounced(typed.trim(), 250);
  useEffect(() => setSearch(search), [search, setSearch]);
  const list = useInfiniteQuery(templatesQuery(slug, filter));
  const types = useQuery(nodeTypesQuery()).data ?? noTypes;
  const pages = list.data?.pages ?? [];
  const templates = pages.flatMap((page) => page.templates);
  const total = pages.at(-1)?.total;
  const filtered = Object.keys(filter).length > 0;

  async function take(file: File) {
    await keepFile(file);
    router.push(`/w/${slug}/templates/import`);
  }
  const isOver = useFileDrop((file) => void take(file), may("flows:write"));
  function clear() {
    setTyped("");
    state.clear();
  }
  return (
    <main id="page" className={classes("pg", isOver && "is-over")}>
      <header className="pg-head is-find">
        <h1>Templates</h1>
        {total === undefined ? null : <span className="small muted" role="status">{total.toLocaleString("en")} {filtered ? (total === 1 ? "matches" : "match") : total === 1 ? "template" : "templates"}</span>}
        <span className="grow" />
        <TextInput className="fl-find" type="search" icon={<Search className="ic" aria-hidden />} aria-label="Find templates" placeholder="Find by name or what it does" value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />
        {may("flows:write") ? <FileChooser onFile={(file) => void take(file)} /> : null}
      </header>
      <TemplateFilters state={state} systems={pages.at(-1)?.systems ?? []} types={types} own={`/w/${slug}/settings/templates`} />
      {list.isPending ? <Skeleton label="Reading the templates" rows={6} /> : null}
      {list.isError && templates.length === 0 ? <ErrorState title="The templates did not load" onRetry={() => void list.refetch()}>{errorText(list.error)}</ErrorState> : null}
      {list.isSuccess && templates.length === 0 ? (
        filtered
          ? <EmptyState title="No template matches" action={<Button onClick={clear}>Clear filters</Button>}>Search looks at names and sentences.</EmptyState>
          : <EmptyState title="No templates here yet" action={<LinkButton href={`/w/${slug}/flows`}>Go to flows</LinkButton>}>A flow that works can be published as a template from its page. A template’s file can be imported, too: drop it here.</EmptyState>
      ) : null}
      {templates.length === 0 ? null : <ul className={classes("tcards", list.isPlaceholderData && "is-old")}>{templates.map((template) => <TemplateCard key={template.id} template={template} href={`/w/${slug}/templates/${template.id}`} types={types} />)}</ul>}
      {list.hasNextPage ? <div className="more-row"><Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>Show more</Button><span className="small muted">{templates.length} of {total?.toLocaleString("en")}</span></div> : null}
      {isOver ? <p className="tg-drop" aria-hidden>Drop the template’s file to see what it holds</p> : null}
    </main>
  );
}
