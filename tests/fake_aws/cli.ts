// A stand-in for AWS's CLI in stories that paste its lines: it chooses as whom and where as the CLI
// does (--profile before keys in the environment before AWS_PROFILE; --region, --endpoint-url before
// variables before files), and makes one signed-looking call, so that the fake AWS sees both.
import { parseFiles, readFiles } from "../../src/aws/credentials/shared_files.ts";

const words = [...Deno.args];
const flag = (name: string) => {
  const at = words.indexOf(name);
  return at === -1 ? undefined : words[at + 1];
};
const env = (name: string) => Deno.env.get(name) || undefined;
const files = parseFiles(await readFiles(env));
const named = flag("--profile") ??
  (env("AWS_ACCESS_KEY_ID") === undefined ? env("AWS_PROFILE") ?? "default" : undefined);
const settings = named === undefined ? {} : files.profiles.get(named);
if (settings === undefined) {
  console.error(`The config profile (${named}) could not be found`);
  Deno.exit(255);
}
const setting = (name: string) => {
  const value: unknown = Reflect.get(settings, name);
  return typeof value === "string" ? value : undefined;
};
const key = named === undefined ? env("AWS_ACCESS_KEY_ID") : setting("aws_access_key_id");
const region = flag("--region") ?? env("AWS_REGION") ?? setting("region") ?? "no-region";
const url = flag("--endpoint-url") ?? env("AWS_ENDPOINT_URL") ?? "";
const [service = "", action = ""] = words;
if (service === "configure" || service === "login" || action === "login") Deno.exit(0);
const name = action.split("-").map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join(
  "",
);
await fetch(url, {
  method: "POST",
  headers: {
    "content-type": "application/x-amz-json-1.1",
    "x-amz-target": `AmazonEC2ContainerServiceV20141113.${name}`,
    authorization:
      `AWS4-HMAC-SHA256 Credential=${key}/20260101/${region}/${service}/aws4_request, ` +
      "SignedHeaders=host, Signature=0",
  },
  body: "{}",
});
