// Digests as the container's own programs tell them, so that both sides can be compared.
import { createHash } from "node:crypto";
import type { DigestTool } from "./entry.ts";

/** A digest of bytes that come in pieces. */
export interface RunningDigest {
  update(bytes: Uint8Array): void;
  /** The first word of what the program says of the same bytes on its stdin. */
  value(): string;
}

/** In words, for the last line. */
export const DIGEST_NAMES: Readonly<Record<DigestTool, string>> = {
  sha256sum: "sha256",
  md5sum: "md5",
  cksum: "a CRC",
  size: "its size only",
};

const STRENGTH: readonly DigestTool[] = ["size", "cksum", "md5sum", "sha256sum"];

/** The weaker of two ends. */
export function weaker(one: DigestTool | undefined, other: DigestTool): DigestTool {
  return one !== undefined && STRENGTH.indexOf(one) < STRENGTH.indexOf(other) ? one : other;
}

/** Reads the name of a program; anything else is none. */
export function digestTool(word: string): DigestTool {
  return word === "sha256sum" || word === "md5sum" || word === "cksum" ? word : "size";
}

/** Starts a digest. */
export function startDigest(tool: DigestTool): RunningDigest {
  switch (tool) {
    case "sha256sum":
    case "md5sum": {
      const hash = createHash(tool === "md5sum" ? "md5" : "sha256");
      return { update: (bytes) => void hash.update(bytes), value: () => hash.digest("hex") };
    }
    case "cksum":
      return new Crc();
    case "size": {
      let length = 0;
      return { update: (bytes) => void (length += bytes.length), value: () => String(length) };
    }
  }
}

/** The digest of bytes that are all there. */
export function digestOf(tool: DigestTool, ...parts: readonly Uint8Array[]): string {
  const digest = startDigest(tool);
  for (const part of parts) digest.update(part);
  return digest.value();
}

/** The CRC of POSIX cksum: most significant bit first, the length after the bytes. */
class Crc implements RunningDigest {
  static readonly #table = Uint32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte << 24;
    for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
    return crc >>> 0;
  });
  #crc = 0;
  #length = 0;

  update(bytes: Uint8Array): void {
    let crc = this.#crc;
    for (let at = 0; at < bytes.length; at++) crc = step(crc, bytes[at] ?? 0, Crc.#table);
    this.#crc = crc;
    this.#length += bytes.length;
  }

  value(): string {
    let crc = this.#crc;
    for (let rest = this.#length; rest > 0; rest = Math.floor(rest / 256)) {
      crc = step(crc, rest % 256, Crc.#table);
    }
    return String(~crc >>> 0);
  }
}

function step(crc: number, byte: number, table: Uint32Array): number {
  return ((crc << 8) ^ (table[((crc >>> 24) ^ byte) & 0xff] ?? 0)) >>> 0;
}
