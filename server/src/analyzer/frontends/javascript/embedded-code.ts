/**
 * Files whose code stands in something else: components (`.vue`, `.svelte`) and templates (`.ejs`).
 *
 * The code has the length and the lines of the file, so that every place in it is the place in the file.
 */
import { codeOfComponent, isComponentPath, isTypedComponent } from './component-file.ts';
import { codeOfTemplate, isTemplatePath } from './template-file.ts';

/** The code in a file; the text itself for a file that is all code. */
export function codeOfFile(path: string, text: string): string {
  if (isComponentPath(path)) return codeOfComponent(path, text);
  return isTemplatePath(path) ? codeOfTemplate(text) : text;
}

/** Whether the code that stands in something else is TypeScript. */
export function isTypedCode(path: string, text: string): boolean {
  return isComponentPath(path) && isTypedComponent(text);
}
