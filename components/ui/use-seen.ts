"use client";

import { type RefObject, useEffect, useRef, useState } from "react";

/** Whether an element has been on the screen once: what is loaded for it waits for that. */
export function useSeen<Of extends Element>(): [RefObject<Of | null>, boolean] {
  const ref = useRef<Of>(null);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const element = ref.current;
    if (element === null || seen) return undefined;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) setSeen(true);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [seen]);
  return [ref, seen];
}
