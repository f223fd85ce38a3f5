/**
 * Today, as the calendar on the wall has it: suppressions end by local days. The entries pass it in; nothing below
 * them looks at a calendar.
 */

/** `YYYY-MM-DD`. */
export function localDay(): string {
  const now = new Date();
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
