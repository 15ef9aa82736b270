// One call to ECS as an identity, by ecsin's own code and the real SDK: which keys the call was
// signed with, or what the person is told. Everything that was said is searched for secrets.
import assert from "node:assert/strict";
import type { AskMfaCode } from "../../../src/aws/credentials/site.ts";
import { Ecs } from "../../../src/aws/ecs.ts";
import { chooseIdentity } from "../../../src/aws/credentials/identity.ts";
import { EcsinError } from "../../../src/error.ts";
import { errorText } from "../../../src/error_text.ts";
import { type FakeAws, startFakeAws } from "../../fake_aws/fake_aws.ts";
import { type FakeIdentities, startFakeIdentities } from "../../fake_aws/identities.ts";
import { buildWorld } from "../../fake_aws/world.ts";
import { Home } from "../../stories/home.ts";

/** Who asks, and how. */
export interface Asking {
  /** Added to an environment in which nothing else of AWS is. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly awsProfile?: string;
  readonly askMfaCode?: AskMfaCode;
}

/** How it went. */
export interface Asked {
  /** Access key of the call to ECS; undefined when there was none. */
  readonly key?: string;
  /** The person's text, where it failed. */
  readonly error?: string;
  /** Lines of --debug. */
  readonly debug: readonly string[];
  readonly ecs?: Ecs;
}

/** A home, a fake AWS and the fake identities. */
export class Place implements AsyncDisposable {
  readonly #kept: Readonly<Record<string, string>>;

  private constructor(
    readonly home: Home,
    readonly aws: FakeAws,
    readonly identities: FakeIdentities,
  ) {
    this.#kept = Deno.env.toObject();
  }

  /** `config` and `credentials` are AWS's files. */
  static async make(
    files: { readonly config?: string; readonly credentials?: string } = {},
  ): Promise<Place> {
    const home = await Home.make();
    const place = new Place(home, startFakeAws(buildWorld({ prod: {} })), startFakeIdentities());
    for (const [name, text] of Object.entries(files)) await home.write(`.aws/${name}`, text);
    return place;
  }

  get state() {
    return this.identities.state;
  }

  /** The environment of a call. */
  env(more: Asking["env"] = {}): Record<string, string> {
    const all: Record<string, string | undefined> = {
      HOME: this.home.path,
      PATH: this.#kept.PATH,
      AWS_REGION: "eu-central-1",
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_ENDPOINT_URL_ECS: this.aws.url,
      AWS_MAX_ATTEMPTS: "1",
      ...this.identities.env,
      ...more,
    };
    return Object.fromEntries(
      Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
  }

  /** Lists clusters as an identity. */
  async ask(asking: Asking = {}): Promise<Asked> {
    // The SDK reads the environment of this program.
    for (const name of Object.keys(Deno.env.toObject())) Deno.env.delete(name);
    for (const [name, value] of Object.entries(this.env(asking.env))) Deno.env.set(name, value);
    const env = (name: string) => Deno.env.get(name) || undefined;
    const debug: string[] = [];
    const { awsProfile } = asking;
    try {
      const identity = chooseIdentity({
        flags: awsProfile === undefined ? {} : { awsProfile },
      }, env);
      const ecs = await Ecs.open(identity, env, (line) => debug.push(line), asking.askMfaCode);
      for await (const _page of ecs.listClusters());
      const key = this.aws.api.calls.at(-1)?.accessKeyId ?? "";
      return { key, debug, ecs };
    } catch (error) {
      if (!(error instanceof EcsinError)) throw error;
      return { error: errorText(error).replaceAll(this.home.path, "~"), debug };
    } finally {
      this.#restore();
      this.assertNoSecret(debug.join("\n"));
    }
  }

  /** Fails when a text holds a secret that the fake identities issued or were told. */
  assertNoSecret(text: string): void {
    for (const secret of this.state.secrets) assert.ok(!text.includes(secret), "a secret was said");
  }

  #restore(): void {
    for (const name of Object.keys(Deno.env.toObject())) Deno.env.delete(name);
    for (const [name, value] of Object.entries(this.#kept)) Deno.env.set(name, value);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#restore();
    await this.identities[Symbol.asyncDispose]();
    await this.aws[Symbol.asyncDispose]();
    await this.home[Symbol.asyncDispose]();
  }
}

/** ISO time so many minutes from now. */
export function inMinutes(minutes: number): string {
  return new Date(Date.now() + minutes * 60_000).toISOString();
}
