// What each exit code means, for the help, the man page and README's table.
import type { EXIT } from "../error.ts";

/** Meanings of ecsin's own codes; `exec` and `run` besides end as their command does. */
export const EXIT_MEANINGS: Readonly<Record<keyof typeof EXIT, string>> = {
  done: "Done",
  problem: "ecsin doctor: a check is a problem",
  usage: "Wrong usage, or a profiles file that cannot be used; nothing was sent to AWS",
  left: "You left: Ctrl-C or Esc at a question",
  configuration: "Credentials, region or AWS configuration",
  refused: "AWS said no",
  failure: "Anything else; with exec also: how the command ended could not be learned",
};
