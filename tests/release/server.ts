// A release server on loopback: releases made by tools/release.ts, with a shell script in the place
// of the compiled program, at the addresses that a repository gives them.
import { buildRelease, sha256Of } from "../../tools/release.ts";
import { Home } from "../stories/home.ts";

/** A program that says its version, as ecsin does. */
export function programOf(version: string): string {
  return `#!/bin/sh\n[ "$1" = --version ] && echo ${version}\n`;
}

const LICENSE = { name: "LICENSE", bytes: new TextEncoder().encode("as you like\n") };

/** A running server. */
export class ReleaseServer implements AsyncDisposable {
  /** Address of the pretended repository. */
  readonly url: string;
  /** Paths below the repository that were asked for. */
  readonly requests: string[] = [];
  /** Files whose transfer breaks off in the middle, by the end of their names. */
  readonly cut = new Set<string>();
  readonly #home: Home;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  #newest = "";

  private constructor(home: Home) {
    this.#home = home;
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      (request) => this.#answer(new URL(request.url).pathname),
    );
    this.url = `http://127.0.0.1:${this.#server.addr.port}/somebody/ecsin`;
  }

  static async start(): Promise<ReleaseServer> {
    return new ReleaseServer(await Home.make());
  }

  /** Makes a release; it is the newest then. */
  async publish(version: string, program = programOf(version)): Promise<void> {
    await buildRelease({
      version,
      folder: this.#folder(version),
      releases: this.url,
      papers: () => Promise.resolve([LICENSE]),
      compile: (binary) => Deno.writeTextFile(binary, program),
      log: () => {},
    });
    this.#newest = version;
  }

  /** The path of a file of a release. */
  file(version: string, name: string): string {
    return `${this.#folder(version)}/${name}`;
  }

  /** Puts other bytes into a file after its checksum was made. */
  async spoil(version: string, name: string): Promise<void> {
    const path = this.file(version, name);
    const bytes = await Deno.readFile(path);
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    await Deno.writeFile(path, bytes);
  }

  /** Changes a file and makes its checksum fit. */
  async exchange(version: string, name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    await Deno.writeFile(this.file(version, name), bytes);
    const sums = this.file(version, "SHA256SUMS");
    const lines = (await Deno.readTextFile(sums)).split("\n").filter((each) =>
      !each.endsWith(`  ${name}`)
    );
    await Deno.writeTextFile(sums, [`${await sha256Of(bytes)}  ${name}`, ...lines].join("\n"));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
    await this.#home[Symbol.asyncDispose]();
  }

  #folder(version: string): string {
    return `${this.#home.path}/${version}`;
  }

  async #answer(path: string): Promise<Response> {
    const below = path.replace("/somebody/ecsin/", "");
    this.requests.push(below);
    const [, version, name] = /^releases\/(?:latest\/download|download\/v([^/]+))\/([^/]+)$/
      .exec(below) ?? [];
    try {
      const bytes = await Deno.readFile(this.file(version ?? this.#newest, name ?? ""));
      return [...this.cut].some((end) => below.endsWith(end)) ? broken(bytes) : new Response(bytes);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return new Response("not here", { status: 404 });
      throw error;
    }
  }
}

/** Promises all of the bytes and sends half of them. */
function broken(bytes: Uint8Array<ArrayBuffer>): Response {
  const half = new Blob([bytes.subarray(0, bytes.length >> 1)]).stream();
  return new Response(half, { headers: { "content-length": String(bytes.length) } });
}
