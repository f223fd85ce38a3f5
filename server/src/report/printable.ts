/**
 * Text of scanned code and of rules made safe to print.
 *
 * A hostile file can hold escape sequences that move the cursor or rename the window of a terminal, and characters
 * that reverse the order in which a line reads. Each such character becomes a visible one. Length in UTF-16 units does
 * not change, so that columns stay right.
 */

/** Control and format characters, and the two line ends that only Unicode has. Tabs stay. */
const unsafe = /(?!\t)[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** The text with every unsafe character as `·`. */
export function toPrintable(text: string): string {
  return text.replace(unsafe, (character) => '·'.repeat(character.length));
}

/** The same for a text of several lines: line ends stay. */
export function toPrintableLines(text: string): readonly string[] {
  return text.split(/\r\n|\n|\r/).map(toPrintable);
}

/** `text` broken at spaces into lines of at most `width` characters; words longer than that stay whole. */
export function wrapText(text: string, width: number): readonly string[] {
  return toPrintableLines(text).flatMap((paragraph) => {
    const lines: string[] = [];
    let line = '';
    for (const word of paragraph.split(/[ \t]+/)) {
      if (line !== '' && line.length + 1 + word.length > width) {
        lines.push(line);
        line = word;
      } else line = line === '' ? word : `${line} ${word}`;
    }
    return [...lines, line];
  });
}
