/**
 * Every bound of the analyzer, each with what reaching it costs.
 *
 * Bounds are counted in steps and sizes, never in time, so that a result does not depend on the machine.
 */

/** Longest access path in the precise stage. Deeper fields are merged below this depth: more reports, no misses. */
export const maxAccessPathLength = 5;

/**
 * Pairs of a variable and a closure over it in one function, up to which its callers are told apart in what the closures
 * see. Each closure in an object that another one captures is a path of its own, so the cost grows with the square;
 * functions of this size are programs of their own, begun once. Beyond it, calls share the variables: more reports.
 */
export const maxFollowedCaptures = 48;

/**
 * Facts per value and entry context. From three quarters of it on, only the first field of a path is kept; beyond it, paths
 * are merged into "any field": more reports, no misses.
 */
export const maxFactsPerValue = 32;

/** Contexts per entry of a function (parameter or receiver). Beyond it, they are merged: more reports, no misses. */
export const maxContextsPerEntry = 16;

/** Times one field may stand in a path. Beyond it (lists, trees), what is below is merged: more reports, no misses. */
export const maxFieldRepetition = 2;

/** Propagation steps per function and entry context. Beyond it, the function is a coverage gap of kind `budget`. */
export const maxStepsPerFunction = 20_000;

/**
 * Steps of a run in which data is followed in the order in which it is found. Beyond it, other lanes that come to a place
 * later wait until nothing new is found, and what is known for all callers is not told for some of them: ways are then not
 * always the shortest and surest, but the run needs a third of the steps.
 */
export const maxStepsInOrder = 1_000_000;

/** Propagation steps of one whole run of the precise stage. Beyond it, the rest is a coverage gap of kind `budget`. */
export const maxStepsPerRun = 4_000_000;

/**
 * Work of the guard analysis in one run: functions in the call tree of an endpoint, for each record that is judged in
 * it. Beyond it, the handlers that are left are a coverage gap of kind `budget`.
 */
export const maxGuardWork = 500_000;

/** Function, object and library values tracked per value. Beyond it, calls fall back to names, at lower confidence. */
export const maxTokensPerValue = 8;

/** Candidates a call by name may have. Beyond it, the call stays unresolved and is counted. */
export const maxNameCandidates = 8;

/** Largest file that is parsed, in UTF-16 units. Larger ones are a coverage gap. */
export const maxFileLength = 2_000_000;

/** A file whose mean line is longer than this counts as minified and is only scanned for literals. */
export const maxMeanLineLength = 500;

/** Files above this size are checked for being the work of a bundler; a smaller one may be all there is of a library. */
export const minBundleLength = 200_000;

/** How much of a file is searched for the marks of a bundler. */
export const bundleHeadLength = 4_000;

/** Files above this size are checked for being a table of literals. */
export const minDataTableLength = 65_536;

/** Share of tokens that are literals or punctuation from which a large file counts as a data table. */
export const minDataTableLiteralShare = 0.95;

/** Nesting depth of syntax that is lowered. Deeper code becomes opaque, and a coverage gap. */
export const maxSyntaxDepth = 400;
