// Answers by their command line, and the tree of commands for Tab. In the source there are none:
// cli.ts makes them. The bundle has them in place of this file, as cli.ts made them (see
// tools/bundle_config.ts).
import type { Routes } from "./completion/tree.ts";

/** What is written to stdout, by the one word of the command line. */
export const PREPARED: Readonly<Record<string, string>> = {};

/** The tree, where it is ready. */
export const preparedTree = (): Routes | undefined => undefined;
