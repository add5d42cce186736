/** The data format of a node type being dragged from the palette. */
export const draggedType = "application/x-millrace-node-type";
