/** What both fonts of the picture have: Basic Latin, Latin-1, Latin Extended-A and the marks that people type. */
const drawable = /[^\u0020-\u007e\u00a0-\u017f\u2013\u2014\u2018-\u201a\u201c-\u201e\u2022\u2026\u20ac]/gu;

/**
 * Text as the picture can draw it, cut to a length. For any other sign the drawing library would fetch a font or an
 * emoji from elsewhere; a picture asks nobody.
 */
export function drawableText(text: string, longest: number): string {
  const plain = text.normalize("NFC").replaceAll(drawable, " ").replaceAll(/\s+/g, " ").trim();
  return plain.length > longest ? `${plain.slice(0, longest - 1).trimEnd()}…` : plain;
}
