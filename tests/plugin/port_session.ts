// The real plugin in a port session of the fake AWS: what AWS's own client does with the same agent.
import type { FakeAws } from "../fake_aws/fake_aws.ts";

/** The plugin, listening. */
export interface PluginForward extends AsyncDisposable {
  readonly port: number;
  readonly pid: number;
}

/** Calls ssm:StartSession as any client does; gives the answer as AWS gives it. */
export async function startPortSession(
  aws: FakeAws,
  target: string,
  parameters: Readonly<Record<string, string>>,
  document = "AWS-StartPortForwardingSession",
): Promise<string> {
  const response = await fetch(aws.url, {
    method: "POST",
    headers: { "x-amz-target": "AmazonSSM.StartSession" },
    body: JSON.stringify({
      Target: target,
      DocumentName: document,
      Parameters: Object.fromEntries(
        Object.entries(parameters).map(([key, value]) => [
          key,
          [value],
        ]),
      ),
    }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text;
}

/** Starts the plugin on a started session; ready once it listens. */
export async function pluginForward(
  plugin: string,
  aws: FakeAws,
  target: string,
  session: string,
): Promise<PluginForward> {
  const child = new Deno.Command(plugin, {
    args: [
      "AWS_SSM_START_SESSION_RESPONSE_TEST",
      aws.world.region,
      "StartSession",
      "",
      JSON.stringify({ Target: target }),
      aws.url,
    ],
    clearEnv: true,
    env: { ...aws.env, AWS_SSM_START_SESSION_RESPONSE_TEST: session, HOME: "/nonexistent" },
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let said = "";
  while (true) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`the plugin ended: ${said}`);
    said += value;
    const port = /Port (\d+) opened for sessionId/.exec(said)?.[1];
    if (port === undefined) continue;
    return {
      port: Number(port),
      pid: child.pid,
      async [Symbol.asyncDispose]() {
        child.kill("SIGTERM");
        await child.status;
        await reader.cancel();
      },
    };
  }
}
