// A row that was chosen before all was known of it: it is completed first, and taken then if it can
// be. Any key meanwhile takes the choice back.
import type { Question, Row } from "./question.ts";
import type { Outcome, PickerState } from "./state.ts";

/** What the completion of a row does to its picker. */
interface PickerPorts<T> {
  readonly settle: (outcome: Outcome<T>) => void;
  readonly repaint: () => void;
  readonly fail: (error: unknown) => void;
}

/** Completes rows of one question, one at a time. */
export function completion<T>(
  { complete }: Question<T>,
  state: PickerState<T>,
  { settle, repaint, fail }: PickerPorts<T>,
): { readonly of: (row: Row<T>) => void; readonly forget: () => void } {
  let asked: Row<T> | undefined;
  const of = (row: Row<T>): void => {
    if (complete === undefined) return settle({ kind: "chosen", row });
    asked = row;
    state.notice = "reading …";
    repaint();
    complete(row).then((found) => {
      state.add([found ?? { ...row, gone: true }]);
      if (asked === row) {
        asked = undefined;
        state.notice = undefined;
        if (found === undefined) state.notice = "it is not there any more";
        else settle(state.take(found));
      }
      repaint();
    }).catch((error: unknown) => {
      if (asked === row) fail(error);
    });
  };
  return { of, forget: () => void (asked = undefined) };
}
