/** SEMANTICS graph-7: of a flow that runs; a canvas holds more. */
export const nodesAtMost = 500;
