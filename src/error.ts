// The one error that ecsin shows: what happened, why, what to paste next, and its exit code.
// Everything thrown on purpose is an EcsinError; anything else that reaches cli.ts is a fault of
// ecsin and is said to be one. No secret may ever be put into one of these texts.

/** ecsin's own exit codes, as AWS's CLI uses them where it has one for the case. */
export const EXIT = {
  /** The command did what was asked. */
  done: 0,
  /** `ecsin doctor` found a problem. */
  problem: 1,
  /** Wrong usage, or a profiles file that cannot be used. Nothing was sent to AWS. */
  usage: 2,
  /** The person left: Ctrl-C or Esc at a question. */
  left: 130,
  /** Credentials, region or AWS configuration. */
  configuration: 253,
  /** AWS answered, and the answer was no. */
  refused: 254,
  /** Anything else: network, session, an outcome that could not be learned. */
  failure: 255,
} as const;

/** What an {@link EcsinError} is made of. */
export interface Failure {
  /** A stable short name, kebab-case: the key of docs/errors.md. */
  readonly id: string;
  /** What happened, with the quoted name it happened to; lower case, no final period. */
  readonly what: string;
  /** Why, where it is known and helps; one entry a line. */
  readonly why?: string | readonly string[];
  /** What there is to choose from, a line each. */
  readonly choices?: readonly string[];
  /** What to do: lines that can be pasted, most useful first. */
  readonly next?: string | readonly string[];
  /**
   * Flags, ready to paste, with which the person's own line goes on; each makes such a line, said
   * before `next`.
   */
  readonly again?: string | readonly string[];
  /** A word of the person's own line and what it may have meant; each makes such a line, said first. */
  readonly meant?: { readonly word: string; readonly by: readonly string[] };
  readonly exitCode: number;
  /** AWS's own words: error name and request id, shown last. */
  readonly aws?: { readonly name: string; readonly message?: string; readonly requestId?: string };
}

/** A failure that is told to the person in words; thrown anywhere, caught once in cli.ts. */
export class EcsinError extends Error {
  override readonly name = "EcsinError";
  readonly failure: Failure;

  constructor(failure: Failure, options?: ErrorOptions) {
    super(failure.what, options);
    this.failure = failure;
  }

  get exitCode(): number {
    return this.failure.exitCode;
  }
}

/** The person left at a question, or who read the result did; told by the exit code alone. */
export class Left extends Error {
  override readonly name = "Left";

  constructor(readonly exitCode: number = EXIT.left) {
    super();
  }
}

/** The person went back from the first question of a walk, to what was asked before it. */
export class Back extends Error {
  override readonly name = "Back";
}
