// `deno task demo`: ecsin against a fake AWS in the same terminal, no account needed.
import { logDemo, logMore } from "./demo_logs.ts";
import { demoWorld } from "./demo_world.ts";
import { startFakeAws } from "./fake_aws.ts";

const PROFILES = `# The demo's profiles: ecsin prod-web, ecsin staging-api, ecsin prod-migrate
profiles:
  prod-web:
    description: web server of the pretend production
    cluster: prod
    service: web
    container: app
    pick: newest
  staging-api:
    description: the only task of its service
    cluster: staging
    service: api
  prod-migrate:
    description: a task that no service runs
    cluster: prod
    family: db-migrate
`;

const world = demoWorld();
logDemo(world);
let ticks = 0;
const logging = setInterval(() => logMore(world, ticks++), 700);
const aws = startFakeAws(world);
const folder = await Deno.makeTempDir({ prefix: "ecsin-demo-" });
const profiles = `${folder}/profiles.yaml`;
await Deno.writeTextFile(profiles, PROFILES);
console.error(`demo: a pretend AWS runs on ${aws.url}, with clusters prod and staging`);
console.error("demo: what you choose opens a real shell in a scratch folder; leaving it ends all");

const env = Deno.env.toObject();
for (const name of Object.keys(env)) if (name.startsWith("AWS_")) delete env[name];
const main = new URL("../../main.ts", import.meta.url).pathname;
// The terminal's ^C is for ecsin, or for the shell in it.
for (const signal of ["SIGINT", "SIGQUIT"] as const) Deno.addSignalListener(signal, () => {});
const { code } = await new Deno.Command(Deno.execPath(), {
  args: ["run", "--quiet", "-A", main, ...Deno.args],
  clearEnv: true,
  env: {
    ...env,
    ...aws.env,
    AWS_CONFIG_FILE: `${folder}/no-config`,
    AWS_SHARED_CREDENTIALS_FILE: `${folder}/no-credentials`,
    AWS_EC2_METADATA_DISABLED: "true",
    ECSIN_PROFILES: profiles,
    // What is opened here is not among the person's own recent targets.
    XDG_STATE_HOME: folder,
    LOCALAPPDATA: folder,
    ECSIN_SESSION: "native",
  },
}).spawn().status;
clearInterval(logging);
await aws[Symbol.asyncDispose]();
await Deno.remove(folder, { recursive: true });
Deno.exit(code);
