// How `ecsin list` prints: a table when all is known, JSON and TSV item by item as they come.
import { homePath } from "../../home_path.ts";
import { oneLine, printableJson } from "../../printable.ts";
import { columnsOf } from "../../window.ts";
import type { Item } from "../../place/inventory.ts";
import type { Color } from "../../terminal/style.ts";
import type { Context } from "../../entry/context.ts";

/** Takes items, then prints what is left to print. */
export interface Output {
  add(items: readonly Item[]): void;
  end(): void;
}

/** Opens one of the three. `columns` are those of the table and of TSV; JSON has all keys. */
export async function openOutput(
  kind: "table" | "json" | "tsv",
  columns: readonly string[],
  color: Color | undefined,
  env: Context["env"],
): Promise<Output> {
  const { print, say } = await import("../../terminal/say.ts");
  if (kind === "json") return jsonOutput(print);
  const [{ age }, { shortId }] = await Promise.all([
    import("../../place/age.ts"),
    import("../../place/arn.ts"),
  ]);
  const now = new Date();
  const cells = (item: Item) => columns.map((column) => cellOf(item, column, now, age));
  const short = (item: Item) =>
    columns.map((column) => {
      if (column === "taskId") return shortId(String(item[column]));
      return column === "file" ? homePath(String(item[column])) : cellOf(item, column, now, age);
    });
  if (kind === "tsv") {
    let head = `${columns.join("\t")}\n`;
    const printUnderHead = (text: string) => {
      print(head + text);
      head = "";
    };
    return {
      add: (items) =>
        printUnderHead(items.map((item) => `${cells(item).map(oneLine).join("\t")}\n`).join("")),
      end: () => printUnderHead(""),
    };
  }
  const { tableText } = await import("../../terminal/table.ts");
  const { styleOf, useColor } = await import("../../terminal/style.ts");
  const style = styleOf(useColor(color, env, Deno.stdout.isTerminal()));
  const all: Item[] = [];
  return {
    add: (items) => void all.push(...items),
    end() {
      if (all.length === 0) say("nothing found");
      // Pages arrive in any order; a table that people compare must not.
      const rows = all.map((item) => ({ item, cells: short(item) }))
        .sort((a, b) => a.cells.join("\t") < b.cells.join("\t") ? -1 : 1);
      const lines = tableText(
        columns.map(headOf),
        rows.map((row) => row.cells),
        // A table that goes elsewhere is never cut.
        columnsOf(Deno.stdout),
        DROPPED.map((column) => columns.indexOf(column)).filter((index) => index !== -1),
        [columns.indexOf("file")],
      ).split("\n");
      print(
        lines.map((line, index) =>
          rows[index - 1]?.item["execReady"] === false ? style.dim(line) : line
        ).join("\n"),
      );
    },
  };
}

function jsonOutput(print: (text: string) => void): Output {
  let first = true;
  return {
    add(items) {
      if (items.length === 0) return;
      // A page at a time: a system call for each of 20,000 items takes longer than all the rest.
      print(`${first ? "[" : ","}\n  ${items.map((item) => printableJson(item)).join(",\n  ")}`);
      first = false;
    },
    end: () => print(first ? "[]\n" : "\n]\n"),
  };
}

/** `exec`, `age` and `service` are made for reading; the others are the item's own values. */
function cellOf(
  item: Item,
  column: string,
  now: Date,
  age: (from: Date, to: Date) => string,
): string {
  if (column === "exec") return item["execReady"] === true ? "yes" : String(item["execRefusal"]);
  if (column === "age") {
    return item["startedAt"] === null ? "" : age(new Date(String(item["startedAt"])), now);
  }
  if (column === "service" && item["service"] === null) {
    return item["family"] === null ? "" : `(${item["family"]})`;
  }
  const value = item[column];
  return value === null || value === undefined ? "" : String(value);
}

/** What a narrow window does without, first to last: the name, whether and why not stay. */
const DROPPED = [
  "availabilityZone",
  "privateIp",
  "age",
  "health",
  "taskDefinition",
  "status",
  "activeServices",
];

const HEADS: Readonly<Record<string, string>> = {
  activeServices: "services",
  desiredCount: "desired",
  execEnabled: "exec",
  runningCount: "running",
  runningTasks: "tasks",
  availabilityZone: "AZ",
  privateIp: "IP",
  taskDefinition: "definition",
  taskId: "task",
};

/** `runningCount` → `running count`. */
function headOf(column: string): string {
  return HEADS[column] ?? column.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
