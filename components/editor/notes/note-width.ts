/** Of notes, in the canvas's own measure. */
export const noteWidth = { least: 120, most: 800, first: 264 } as const;
