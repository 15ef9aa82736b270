// What open connections cost a forward in memory, by ecsin and by AWS's plugin: see forward.ts.
import { shut, writeAll } from "../tests/forward/server.ts";
import { connected, MEGABYTE, type Port, row, type Way } from "./forward_port.ts";
import { median, type Row } from "./row.ts";

const OPEN = 200;
/** Heaps go up and down; the first turn compiles and is not counted. */
const TURNS = 9;

/** What 200 open connections cost, over what none do. */
export async function memoryRows(ports: Record<Way, Port>): Promise<Row[]> {
  const added: Record<Way, number[]> = { ecsin: [], plugin: [] };
  const whole: Record<Way, number[]> = { ecsin: [], plugin: [] };
  for (let turn = 0; turn <= TURNS; turn++) {
    for (const way of ["ecsin", "plugin"] as const) {
      const before = await residentOf(ports[way].pid);
      const all = await Promise.all(Array.from({ length: OPEN }, async () => {
        const connection = await connected(ports[way]);
        await writeAll(connection, new TextEncoder().encode("e"));
        await connection.read(new Uint8Array(10));
        return connection;
      }));
      const after = await residentOf(ports[way].pid);
      for (const connection of all) shut(connection);
      if (turn === 0) continue;
      added[way].push((after - before) / MEGABYTE);
      whole[way].push(after / MEGABYTE);
    }
  }
  const of = (values: Record<Way, number[]>) => [median(values.ecsin), median(values.plugin)];
  return [
    row(`memory that ${OPEN} open connections add`, "MB", ...of(added)),
    row(`memory in all with ${OPEN} open connections`, "MB", ...of(whole)),
  ];
}

async function residentOf(pid: number): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
}
