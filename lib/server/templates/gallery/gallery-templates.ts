import type { GalleryTemplate } from "./gallery-template.ts";

/** In the order of the gallery. */
export const galleryTemplates: readonly GalleryTemplate[] = [];
