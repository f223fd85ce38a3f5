/** A text of the same length and the same lines that holds nothing. */
export function blanksOf(text: string): string {
  return text.replace(/[^\n\r\u2028\u2029]/g, ' ');
}
