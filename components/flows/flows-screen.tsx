"use client";

import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useEffect, useState } from "react";
import { OpenAlertsNotice } from "#components/alerts/open-alerts-notice.tsx";
import { useWorkspace } from "#components/shell/workspace-context.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Button } from "#components/ui/button.tsx";
import { PatternGlyph, patternNames } from "#components/ui/pattern-glyph.tsx";
import { type Segment, Segmented } from "#components/ui/segmented.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { useDebounced } from "#components/ui/use-debounced.ts";
import { useSearchFilter } from "#components/ui/use-search-filter.ts";
import { flowKeys, flowListQuery } from "#lib/client/queries/flows.ts";
import { nodeTypesQuery } from "#lib/client/queries/node-types.ts";
import { useLiveRuns } from "#lib/client/use-live-runs.ts";
import type { NodeTypes } from "#lib/flow/node-type.ts";
import { type Pattern, patterns } from "#lib/flow/pattern.ts";
import { FirstDoors } from "./first-doors.tsx";
import { FlowTable } from "./flow-table.tsx";
import { NewFlowButton } from "./new-flow-button.tsx";

const noTypes: NodeTypes = new Map();

/** Only the patterns that some trigger of this instance makes. */
function segmentsFor(types: NodeTypes): Segment<Pattern | "all">[] {
  const made = new Set([...types.values()].map((type) => type.pattern));
  const offered = patterns.filter((pattern) => made.has(pattern));
  return [{ value: "all", face: "All" }, ...offered.map((pattern) => ({ value: pattern, face: <><PatternGlyph pattern={pattern} />{patternNames[pattern]}</> }))];
}

export function FlowsScreen() {
  const { slug, may } = useWorkspace();
  const client = useQueryClient();
  const [patternParam, setPattern] = useSearchFilter("pattern");
  const [searchParam, setSearchParam] = useSearchFilter("search");
  const [typed, setTyped] = useState(searchParam ?? "");
  const search = useDebounced(typed.trim(), 250);
  useEffect(() => setSearchParam(search), [search, setSearchParam]);

  const pattern = patterns.find((candidate) => candidate === patternParam);
  const filter = { ...(pattern ? { pattern } : {}), ...(search === "" ? {} : { search }) };
  const list = useInfiniteQuery(flowListQuery(slug, filter));
  const types = useQuery(nodeTypesQuery());
  useLiveRuns({ workspace: slug, everyMs: 2_000, onChange: () => client.invalidateQueries({ queryKey: flowKeys.lists(slug) }) });

  const filtered = Object.keys(filter).length > 0;
  const total = list.data?.pages.at(-1)?.total;
  const segments = segmentsFor(types.data ?? noTypes);
  // Without a single flow there is nothing to find, and the empty state holds the one action.
  const bare = total === 0 && !filtered;
  function clear() {
    setTyped("");
    setPattern(undefined);
  }
  return (
    <main id="page" className="pg">
      <header className="pg-head is-find">
        <h1>Flows</h1>
        {total === undefined || bare ? null : <span className="small muted" role="status">{total.toLocaleString("en")} {filtered ? (total === 1 ? "matches" : "match") : total === 1 ? "flow" : "flows"}</span>}
        <span className="grow" />
        {bare ? null : (
          <>
            <TextInput className="fl-find" type="search" icon={<Search className="ic" aria-hidden />} aria-label="Find flows by name" placeholder="Find by name" value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />
            {may("flows:write") ? <NewFlowButton withMenu /> : null}
          </>
        )}
      </header>
      {bare ? null : <OpenAlertsNotice />}
      {!bare && (segments.length > 2 || pattern) ? (
        <div className="fl-bar">
          <Segmented label="Pattern" value={pattern ?? "all"} segments={segments} onValue={(value) => setPattern(value === "all" ? undefined : value)} />
        </div>
      ) : null}
      <FlowTable
        list={list}
        types={types.data ?? noTypes}
        empty={
          filtered ? (
            <EmptyState title="No flow matches" action={<Button onClick={clear}>Clear filters</Button>}>Search looks at names only.</EmptyState>
          ) : (
            <FirstDoors />
          )
        }
      />
    </main>
  );
}
