/**
 * How deep a YAML text nests, without parsing it.
 *
 * Parsers recurse. Catching an exhausted stack is not enough: the engine of regular expressions ends the whole process
 * when the stack runs out while it compiles one. Brackets in
 * quotes are counted too, as patterns and regular expressions have them; so counting begins anew with each rule.
 */

/** Deepest nesting of a YAML text that is given to a parser. People write less than 20. */
const maxYamlDepth = 1000;

/** Whether brackets, or dashes of lists in lists, nest deeper than {@link maxYamlDepth}. */
export function nestsTooDeep(text: string): boolean {
  let brackets = 0;
  let dashes = 0;
  for (let i = 0; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case 0x5b: // [
      case 0x7b: // {
        brackets++;
        break;
      case 0x5d: // ]
      case 0x7d: // }
        if (brackets > 0) brackets--;
        break;
      case 0x2d: // -
      case 0x3f: // ?
        dashes++;
        break;
      case 0x0a:
        dashes = 0;
        if (/^\s*- id:/.test(text.slice(i + 1, i + 40))) brackets = 0;
        break;
      case 0x20:
        break;
      default:
        // `- - - a`: only dashes that stand before anything else on the line nest.
        if (dashes <= maxYamlDepth) dashes = Number.NEGATIVE_INFINITY;
    }
    if (brackets > maxYamlDepth || dashes > maxYamlDepth) return true;
  }
  return false;
}
