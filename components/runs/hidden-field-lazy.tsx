"use client";

import { lazyPart } from "#components/ui/lazy-part.tsx";

/** Loaded where something is hidden; most pages hide nothing. */
export const HiddenField = lazyPart(async () => (await import("./hidden-field.tsx")).HiddenField, { waiting: <span className="hid">hidden by a rule</span> });
