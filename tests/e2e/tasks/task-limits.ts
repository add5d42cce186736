/**
 * What a person should be able to do, and in how many input events at most. A click, a key chord, a drag and a run of
 * typed text count one each; moving the pointer and scrolling count nothing. The limits stood before the screens did.
 */
export const taskLimits = {
  "find the field that keeps a flow from being published": 2,
  "change which value a mapped field takes": 5,
  "add a path for what happens when a step fails": 4,
  "test one step by itself on a stored sample": 5,
  "publish a draft with a message": 3,
  "insert a step between two that are joined": 4,
  "replace a step by another kind and keep its edges": 5,
  "capture what the hook receives next as a sample": 4,
  "connect a system without leaving the step that needs it": 8,
  "go back to an earlier version": 4,
  "see what a test-run would write before it writes": 3,
  "map the fields of a step by name": 3,
} as const;
