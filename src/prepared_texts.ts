// Answers by their command line. In the source there are none: `ecsin --help` is made by cli.ts. The
// bundle has them in place of this file, as cli.ts made them (see tools/bundle_config.ts).

/** What is written to stdout, by the one word of the command line. */
export const PREPARED: Readonly<Record<string, string>> = {};
