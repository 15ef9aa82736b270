// Answers by their command line, the pages of `--help`, and the tree of commands for Tab. In the source
// there are none: cli.ts makes them. The bundle has them in place of this file, as cli.ts made them
// (see tools/bundle_config.ts).
import type { Routes } from "./completion/tree.ts";
import type { CommandPage } from "./help/page.ts";

/** What is written to stdout, by the one word of the command line. */
export const PREPARED: Readonly<Record<string, string>> = {};

/** The pages of all commands, where they are ready. */
export const preparedPages = (): readonly CommandPage[] | undefined => undefined;

/** The tree, where it is ready. */
export const preparedTree = (): Routes | undefined => undefined;
