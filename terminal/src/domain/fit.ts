/** Up to this many characters a text is drawn on one line, longer ones on two. */
const ONE_LINE_CHARS_MAX = 14;

/**
 * How many characters the longest line of a text needs to hold when it is drawn on at most two lines. The styles divide the
 * width that is there by this, so that a short name is large and a long one is whole, in any language.
 */
export function lineChars(text: string): number {
  if (text.length <= ONE_LINE_CHARS_MAX) return Math.max(1, text.length);
  return Math.max(longestWord(text), Math.ceil(text.length / 2) + 1);
}

/** Characters of the longest word: what a line must hold when every space may break it. */
export function longestWord(text: string): number {
  return Math.max(1, ...text.split(/[\s-]/).map(word => word.length));
}
