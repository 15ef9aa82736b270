// One question: asked only when it has several answers. One answer is taken and said; without a
// terminal several are an error that names them and the flag that pins one.
import { EcsinError, EXIT } from "../error.ts";
import type { Answer, Question, Row } from "../terminal/picker/question.ts";
import { resume } from "./stream.ts";
import { whyNobodyIsAsked } from "../asking.ts";

/** Puts a question to the person; handed in by the command, undefined without a terminal. */
export interface Ask {
  <T>(question: Question<T>): Promise<Answer<T>>;
  /** Says that rows are being read while that goes on, should it take long. */
  readonly reading: <T>(title: string, work: () => Promise<T>) => Promise<T>;
}

/** A question of the walk in resolve.ts. */
export interface OpenQuestion<T>
  extends Pick<Question<T>, "onVisible" | "complete" | "look" | "actions" | "many"> {
  /** What is asked for, such as `cluster`; also the flag that pins it. */
  readonly noun: string;
  /** Which flag pins a row. */
  readonly flag: (value: T) => string;
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: AsyncIterable<readonly Row<T>[]>;
  readonly canGoBack: boolean;
  /** The failure when there is no row at all. */
  readonly none: () => EcsinError;
  /** The failure when the only row cannot be chosen. */
  readonly refused: (row: Row<T>) => EcsinError;
}

/** What became of a question. */
export type Choice<T> =
  | { readonly kind: "asked"; readonly value: T; readonly others?: readonly T[] }
  | { readonly kind: "only"; readonly value: T; readonly note: string }
  | { readonly kind: "back" }
  | { readonly kind: "left" };

/** Names in an error's list of candidates. */
const LISTED_MOST = 20;

/** Answers one question: by itself, by asking, or by an error that says what to pin. */
export async function choose<T>(
  question: OpenQuestion<T>,
  ask: Ask | undefined,
  rerun: (flag: string) => string,
): Promise<Choice<T>> {
  const source = question.rows[Symbol.asyncIterator]();
  const known = new Map<string, Row<T>>();
  const ready = () => [...known.values()].filter((row) => row.refused === undefined);
  const read = async (): Promise<boolean> => {
    while (ask === undefined || known.size < 2) {
      const batch = await source.next();
      if (batch.done === true) return true;
      for (const row of batch.value) {
        if (row.gone === true) known.delete(row.id);
        else known.set(row.id, row);
      }
    }
    return false;
  };
  const isAll = await (ask === undefined ? read() : ask.reading(question.title, read));
  if (isAll) {
    const [first, ...more] = known.values();
    if (first === undefined) throw question.none();
    const able = ready();
    const [only] = able;
    if (only !== undefined && able.length === 1) {
      return {
        kind: "only",
        value: only.value,
        note: more.length === 0 ? "only one" : `only one of ${known.size} that can be exec'd`,
      };
    }
    if (only === undefined && (more.length === 0 || ask === undefined)) {
      throw question.refused(first);
    }
  }
  if (ask === undefined) throw severalAnswers(question, ready(), rerun);
  const { noun: _noun, flag: _flag, none: _none, refused: _refused, ...asked } = question;
  const answer = await ask<T>({ ...asked, rows: resume([[...known.values()]], source) });
  if (answer.kind !== "chosen") return answer;
  const { value, others } = answer;
  return { kind: "asked", value, ...(others !== undefined ? { others } : {}) };
}

function severalAnswers<T>(
  { noun, flag }: OpenQuestion<T>,
  rows: readonly Row<T>[],
  rerun: (flag: string) => string,
): EcsinError {
  const [first] = rows;
  const shown = rows.slice(0, LISTED_MOST).map((row) => row.cells.filter((c) => c).join("  "));
  const more = rows.length - shown.length;
  return new EcsinError({
    id: "choice-needed",
    what: `which ${noun}? there are ${rows.length}, and ${whyNobodyIsAsked()}`,
    choices: [...shown, ...(more > 0 ? [`… and ${more} more`] : [])],
    ...(first !== undefined ? { next: rerun(flag(first.value)) } : {}),
    exitCode: EXIT.usage,
  });
}
