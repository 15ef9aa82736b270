// Whether a command line asks for help: all that has to be known of every line.

/** Words that ask for help wherever they stand in front of `--`. */
const HELP_FLAGS = ["--help", "-h"];
/** Commands whose words are another program's: only a flag right behind them is ecsin's. */
const PASSES_ON = ["rsh"];

/** Whether a command line asks for help. */
export function asksForHelp(argv: readonly string[]): boolean {
  const [first = "", second = ""] = argv;
  if (first === "help") return true;
  if (PASSES_ON.includes(first)) return HELP_FLAGS.includes(second);
  const end = argv.indexOf("--");
  return argv.slice(0, end === -1 ? argv.length : end).some((word) => HELP_FLAGS.includes(word));
}
