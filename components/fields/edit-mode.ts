/** `squash`: typing, joined with what was typed just before; `record`: a step of its own. */
export type EditMode = "record" | "squash";
