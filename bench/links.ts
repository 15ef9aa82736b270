// Sessions over links that are not loopback: a slow uplink, a long fat pipe, one that loses frames;
// ecsin's own client beside AWS's plugin, each link in the same run.
import { type ChannelFaults, noChannelFaults } from "../tests/fake_aws/channel_faults.ts";
import { type Bench, Session, type Way } from "./bench_session.ts";
import { interleaved, type Row } from "./row.ts";

const MEGABYTE = 1 << 20;
/** A session that takes longer is given up, as 0 MB/s. */
const MOST_MS = 60_000;
/** A frame: header and 1,024 bytes. */
const FRAME_BYTES = 1_144;

interface Link {
  readonly name: string;
  readonly megabytes: number;
  readonly direction: "in" | "out";
  readonly set: (faults: ChannelFaults) => void;
}

const LINKS: readonly Link[] = [
  {
    name: "up a slow link (200 kB/s, 50 ms)",
    megabytes: 1,
    direction: "in",
    set: ({ fromClient, toClient }) => {
      fromClient.perFrameMs = FRAME_BYTES / 200;
      fromClient.latencyMs = toClient.latencyMs = 25;
    },
  },
  ...["in", "out"].map((direction): Link => ({
    name: `${direction} over a long fat pipe (150 ms)`,
    megabytes: 2,
    direction: direction === "in" ? "in" : "out",
    set: ({ fromClient, toClient }) => {
      fromClient.latencyMs = toClient.latencyMs = 75;
    },
  })),
  ...["in", "out"].map((direction): Link => ({
    name: `${direction}, one frame in a hundred lost`,
    megabytes: 1,
    direction: direction === "in" ? "in" : "out",
    set: ({ fromClient, toClient }) => {
      fromClient.drop = toClient.drop = { fraction: 0.01 };
    },
  })),
];

/** One row for each link. */
export async function linkRows(world: Bench): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { name, megabytes, direction, set } of LINKS) {
    const rate = (way: Way) => async () => {
      Object.assign(world.aws.channel, noChannelFaults());
      const bytes = megabytes * MEGABYTE;
      const work = direction === "in"
        ? `head -c ${bytes} >/dev/null`
        : `head -c ${bytes} /dev/zero | tr "\\000" a`;
      // The plugin sends a newline that comes alone as CR.
      const line =
        `sh -c 'stty raw -echo icrnl; printf READY; read -r a; ${work}; printf END; sleep 1'`;
      const session = await Session.open(world, way, line);
      set(world.aws.channel);
      // The agent as it is: no window, and 1 KiB a millisecond.
      if (direction === "out") {
        Object.assign(world.aws.channel, { window: Infinity, betweenReadsMs: 1 });
      }
      const start = performance.now();
      const timer = setTimeout(() => void session.close(), MOST_MS);
      try {
        await session.write(new TextEncoder().encode("\n"));
        const fed = direction === "in"
          ? session.write(new Uint8Array(bytes).fill(0x61))
          : Promise.resolve();
        await session.until("END");
        await fed;
      } catch {
        console.error(`${name}: ${way} had not ended after ${MOST_MS / 1000} s`);
        return 0;
      } finally {
        clearTimeout(timer);
      }
      const seconds = (performance.now() - start) / 1000;
      await session.close();
      return megabytes / seconds;
    };
    const rates = await interleaved(1, { native: rate("native"), plugin: rate("plugin") });
    rows.push({
      name: `${megabytes} MB ${name}, native`,
      unit: "MB/s",
      value: rates["native"] ?? NaN,
      beside: [{ name: "session-manager-plugin", value: rates["plugin"] ?? NaN }],
    });
  }
  Object.assign(world.aws.channel, noChannelFaults());
  return rows;
}
