// A line for every command, as it goes against the fake AWS's smallest account: for stories of what
// no command may do.
import { commandTree } from "../../src/cli.ts";
import { buildWorld } from "../fake_aws/world.ts";

/** The account that the lines are for. */
export function smallestAccount() {
  return buildWorld({ prod: { services: { web: [{ containers: ["app"] }] } } });
}

/** The one container, by flags. */
export const THERE = ["--cluster", "prod", "--service", "web", "--container", "app"];

/** Lines that need no terminal, by the command's name. */
const LINES: Readonly<Record<string, readonly (readonly string[])[]>> = {
  login: [["login", ...THERE]],
  exec: [["exec", ...THERE, "--", "echo", "done"], [
    "exec",
    "--all",
    "--yes",
    "--cluster",
    "prod",
    "--service",
    "web",
    "--",
    "true",
  ]],
  cp: [["cp", "prod/web/app:/dev/null", "-"]],
  rsh: [["rsh", "prod/web/app", "true"]],
  list: [["list"], ["list", "clusters", "-o", "json"]],
  doctor: [["doctor"], ["doctor", ...THERE]],
  describe: [["describe", "prod/web"]],
  run: [["run", "prod/web", "--detach", "--", "true"]],
  restart: [["restart", "prod/web", "--detach"]],
  stop: [["stop", "prod/web", "--yes", "--detach"]],
  open: [["open", "prod/web"]],
  profile: [
    ["profile", "add", "mine", "--cluster", "prod", "--service", "web"],
    ["profile", "list"],
    ["profile", "import"],
    ["profile", "trust"],
    ["profile", "show", "mine"],
    ["profile", "edit", "mine"],
    ["profile", "validate"],
    ["profile", "path"],
    ["profile", "schema"],
    ["profile", "rename", "mine", "ours"],
    ["profile", "remove", "ours", "--yes"],
  ],
  logs: [["logs", "prod/web"]],
  forward: [["forward", "prod/web", "0:80", "--", "true"]],
  tunnel: [["tunnel", "--help"]],
  completions: [["completions", "bash"]],
  upgrade: [["upgrade", "--yes"]],
};

/** What the lines need around them besides the account: an editor that leaves all as it is. */
export const AROUND = { EDITOR: "true" };

/** Who has no home: as cron, a unit of systemd or `env -i` start a program. Nor has it keys. */
export const HOMELESS = {
  HOME: undefined,
  USERPROFILE: undefined,
  XDG_CONFIG_HOME: undefined,
  XDG_STATE_HOME: undefined,
  XDG_DATA_HOME: undefined,
  XDG_CACHE_HOME: undefined,
  AWS_ACCESS_KEY_ID: undefined,
  AWS_SECRET_ACCESS_KEY: undefined,
  AWS_SESSION_TOKEN: undefined,
};

/** Lines that look for the files of the person's home; none of them can do much without keys. */
export const HOMELESS_LINES: readonly (readonly string[])[] = [
  ["list", "clusters"],
  ["doctor", ...THERE],
  ["profile", "list"],
  ["profile", "import"],
  ["__complete", "zsh", "exec", "--aws-profile", ""],
];

/** Lines of every command; of one that has none above its help. */
export async function everyCommand(): Promise<readonly (readonly string[])[]> {
  const names = (await commandTree()).getAllEntries().map(({ name }) => name.original);
  return [
    ["--version"],
    ["--help"],
    ["__complete", "zsh", "exec", ""],
    ...names.flatMap((name) => LINES[name] ?? [[name, "--help"]]),
  ];
}
