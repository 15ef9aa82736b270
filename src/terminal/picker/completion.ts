// A row that was chosen before all was known of it: it is completed first, and taken then if it can
// be. Until then no key is read, so that whoever gets the terminal next loses none.
import type { Question, Row } from "./question.ts";
import type { Outcome, PickerState } from "./state.ts";

/** What the completion of a row does to its picker. */
interface PickerPorts<T> {
  readonly settle: (outcome: Outcome<T>) => void;
  readonly repaint: () => void;
  readonly fail: (error: unknown) => void;
}

/** Completes rows of one question. */
export class Completion<T> {
  readonly #complete: Question<T>["complete"];
  readonly #state: PickerState<T>;
  readonly #ports: PickerPorts<T>;
  /** Settled once no row is being completed any more. */
  done: Promise<void> = Promise.resolve();

  constructor({ complete }: Question<T>, state: PickerState<T>, ports: PickerPorts<T>) {
    this.#complete = complete;
    this.#state = state;
    this.#ports = ports;
  }

  /** Completes a row, then takes it or says why it cannot be taken. */
  begin(row: Row<T>): void {
    this.#state.notice = "reading …";
    this.#ports.repaint();
    this.done = this.#run(row).catch(this.#ports.fail);
  }

  async #run(row: Row<T>): Promise<void> {
    if (this.#complete === undefined) return this.#ports.settle({ kind: "chosen", row });
    const found = await this.#complete(row) ?? { ...row, gone: true as const };
    this.#state.notice = undefined;
    this.#state.add([found]);
    this.#ports.settle(this.#state.take(found));
    this.#ports.repaint();
  }
}
