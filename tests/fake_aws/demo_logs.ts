// What the demo's containers have logged, and what they go on to log: an access log, JSON lines, a
// stack trace now and then.
import type { FakeTask, World } from "./world.ts";

const PATHS = ["/", "/cart", "/login", "/api/orders", "/health", "/search?q=boots"];
const TRACE = "Error: connection to db-1 timed out after 5000 ms\n" +
  "    at Pool.acquire (/app/node_modules/pool/index.js:81:13)\n" +
  "    at async getCart (/app/src/cart.js:14:20)";

/** Puts lines of the last minutes for every container. */
export function logDemo(world: World, now: Date = new Date()): void {
  for (const task of world.tasks) {
    for (let count = 30; count > 0; count--) {
      logLine(world, task, now.getTime() - count * 1_900 - task.taskId.charCodeAt(0) * 7, count);
    }
  }
}

/** Each running task writes some lines, as of now. */
export function logMore(world: World, count: number): void {
  for (const task of world.tasks) {
    if (task.lastStatus === "RUNNING" && (count + task.taskId.charCodeAt(1)) % 3 === 0) {
      logLine(world, task, Date.now(), count);
    }
  }
}

function logLine(world: World, task: FakeTask, timestamp: number, count: number): void {
  for (const { name } of task.containers) {
    const message = messageOf(name, count + task.taskId.charCodeAt(2));
    const stream = `ecs/${name}/${task.taskId}`;
    world.logs.put(world.region, `/ecs/${task.family}`, stream, message, { timestamp });
  }
}

function messageOf(container: string, count: number): string {
  const path = PATHS[count % PATHS.length] ?? "/";
  if (container === "nginx") {
    return `10.0.0.${count % 250} "GET ${path} HTTP/1.1" 200 ${count * 37}`;
  }
  if (container === "api") {
    const level = count % 11 === 0 ? "warn" : "info";
    return JSON.stringify({ level, msg: "request", path, status: 200, ms: count % 90 });
  }
  if (count % 23 === 0) return TRACE;
  return `${count % 13 === 0 ? "WARN slow" : "INFO"} GET ${path} ${count % 7 * 13} ms`;
}
