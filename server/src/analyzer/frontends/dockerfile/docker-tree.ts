/**
 * The syntax tree of a Dockerfile: instructions with their arguments, and the shell commands that they run.
 *
 * Only what rules ask for is kept: redirections and variables set before a command leave no trace. Offsets are those of
 * the text, UTF-16 and half-open.
 */

/** Where a node stands. */
export interface DockerRange {
  readonly start: number;
  readonly end: number;
}

/** An argument or a part of a command. */
export interface DockerWord extends DockerRange {
  readonly kind: 'word';
  /** Without quotes. */
  readonly text: string;
  /** Whether it is one text in double quotes with variables in it. */
  readonly isTemplate: boolean;
  /** Commands inside `$(…)` and backticks. */
  readonly commands: readonly ShellNode[];
}

/** What a shell runs. */
export type ShellNode =
  | (DockerRange & { readonly kind: 'command'; readonly words: readonly DockerWord[] })
  | (DockerRange & {
      readonly kind: 'binary';
      readonly operator: string;
      readonly left: ShellNode;
      readonly right: ShellNode;
    })
  /** `if`, `for`, `(…)` …: the lists between its words; `word` is the first of them. */
  | (DockerRange & { readonly kind: 'compound'; readonly word: string; readonly parts: readonly ShellNode[] })
  /** Several commands one after the other. */
  | (DockerRange & { readonly kind: 'list'; readonly items: readonly ShellNode[] });

/** `key=value` of ENV, LABEL, ARG. */
export interface DockerPair extends DockerRange {
  readonly kind: 'pair';
  readonly key: DockerWord;
  readonly value: DockerWord | undefined;
}

/** `name:tag@digest` of FROM, `user:group` of USER. */
export interface DockerName extends DockerRange {
  readonly kind: 'name';
  readonly name: DockerWord;
  readonly tag: DockerWord | undefined;
  readonly digest: DockerWord | undefined;
}

/** A list in JSON. */
export interface DockerArray extends DockerRange {
  readonly kind: 'array';
  readonly items: readonly DockerWord[];
}

/** What stands behind the word of an instruction. */
export type DockerArgument =
  | DockerWord
  | DockerPair
  | DockerName
  | DockerArray
  | ShellNode
  | DockerInstruction;

/** One instruction; the range of one inside ONBUILD or HEALTHCHECK is that of the outer one. */
export interface DockerInstruction extends DockerRange {
  readonly kind: 'instruction';
  /** In capitals. */
  readonly keyword: string;
  readonly flags: readonly DockerWord[];
  readonly args: readonly DockerArgument[];
  /** Without the words of the instruction and its flags; empty at the end of it when there is nothing. */
  readonly rest: DockerRange;
}

/** A file, or what of a shell stands alone in a pattern. */
export type DockerTree =
  | { readonly kind: 'file'; readonly text: string; readonly instructions: readonly DockerInstruction[] }
  | { readonly kind: 'shell'; readonly text: string; readonly node: ShellNode | undefined };
