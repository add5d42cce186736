/** Ports are 30 px apart and the error's comes last, at the foot: a plate with several is as high as they need. */
export function leastHeight(outputs: number): number | undefined {
  return outputs < 2 ? undefined : 59 + 30 * (outputs - 1);
}
