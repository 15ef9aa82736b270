// What package managers read, made from a release's version, address and checksums.
import { archiveName, fileUrl, type System } from "../src/upgrade/releases.ts";

/** A release, as far as package managers need to know it. */
export interface Release {
  readonly version: string;
  /** Address of the repository whose release it is. */
  readonly releases: string;
  /** SHA-256 of an archive, by its name. */
  readonly sha256: (name: string) => string;
}

const BRIEF = "Shell in a running Amazon ECS container, in seconds";

const LINUX = { os: "linux", arch: "x86_64" };
const LINUX_ARM = { os: "linux", arch: "aarch64" };
const MAC = { os: "darwin", arch: "x86_64" };
const MAC_ARM = { os: "darwin", arch: "aarch64" };
const WINDOWS = { os: "windows", arch: "x86_64" };

/** Homebrew's formula, for a tap's `Formula/ecsin.rb`. */
export function formula(release: Release): string {
  const archive = (system: System) => {
    const { url, sha256 } = archiveOf(release, system);
    return `url "${url}"\n      sha256 "${sha256}"`;
  };
  return `class Ecsin < Formula
  desc "${BRIEF}"
  homepage "${release.releases}"
  version "${release.version}"
  license "MIT"

  on_macos do
    on_arm do
      ${archive(MAC_ARM)}
    end
    on_intel do
      ${archive(MAC)}
    end
  end

  on_linux do
    on_arm do
      ${archive(LINUX_ARM)}
    end
    on_intel do
      ${archive(LINUX)}
    end
  end

  def install
    bin.install "ecsin"
    man1.install "ecsin.1"
    bash_completion.install "completions/ecsin.bash" => "ecsin"
    zsh_completion.install "completions/_ecsin"
    fish_completion.install "completions/ecsin.fish"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/ecsin --version")
  end
end
`;
}

/** Scoop's manifest, for a bucket's `bucket/ecsin.json`. */
export function scoopManifest(release: Release): string {
  const { url, sha256 } = archiveOf(release, WINDOWS);
  const [ofNext, checksumsOfNext] = [archiveName("$version", WINDOWS), "SHA256SUMS"].map((name) =>
    fileUrl(release.releases, "$version", name)
  );
  const manifest = {
    version: release.version,
    description: BRIEF,
    homepage: release.releases,
    license: "MIT",
    architecture: { "64bit": { url, hash: sha256 } },
    bin: "ecsin.exe",
    checkver: { github: release.releases },
    autoupdate: {
      architecture: { "64bit": { url: ofNext } },
      hash: { url: checksumsOfNext },
    },
  };
  return `${JSON.stringify(manifest, null, 4)}\n`;
}

/** The line of a `mise.toml`; mise finds the archive by its name. */
export function miseEntry({ version, releases }: Release): string {
  const repository = new URL(releases).pathname.slice(1);
  return `[tools]\n"github:${repository}" = "${version}"\n`;
}

function archiveOf({ version, releases, sha256 }: Release, system: System) {
  const name = archiveName(version, system);
  return { url: fileUrl(releases, version, name), sha256: sha256(name) };
}
