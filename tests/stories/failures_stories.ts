// The ways in which ECS Exec fails, as stories: failures_test.ts tells their texts, next_lines_test.ts
// pastes their lines.
import { ApiError } from "../fake_aws/api_call.ts";
import { type FakeAws, startFakeAws } from "../fake_aws/fake_aws.ts";
import { buildWorld, type FakeContainer, type FakeTask } from "../fake_aws/world.ts";
import { IDENTITY_STORIES } from "./failures_identity.ts";
import { Home } from "./home.ts";

/** What is asked for, where a story says nothing else. */
export const LOGIN = [
  "--cluster",
  "prod",
  "--service",
  "web",
  "--container",
  "app",
  "--session",
  "native",
];
/** No agent is waited for. */
export const NOW = ["--wait", "0"];

/** What is wrong in a story. */
export interface Wrong {
  readonly aws: FakeAws;
  readonly home: Home;
  readonly task: FakeTask;
  readonly app: FakeContainer;
}

/** One way to fail. */
export interface Story {
  readonly name: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly wrong?: (what: Wrong) => void | Promise<void>;
}

const NO_KEYS = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };

const notConnected = (how: (what: Wrong) => void) => (what: Wrong) => {
  what.app.notConnected = true;
  how(what);
};

const define = ({ aws }: Wrong, container: object, rest: object = {}) => {
  aws.world.taskDefinitions.set("web:7", {
    ...rest,
    containerDefinitions: [
      { name: "app", image: "registry.example/app:1", ...container },
      { name: "nginx", image: "registry.example/nginx:1" },
    ],
  });
};

/** All of them. */
export const STORIES: readonly Story[] = [
  { name: "no credentials", env: NO_KEYS },
  { name: "an AWS profile that is not there", args: ["--aws-profile", "nope"], env: NO_KEYS },
  {
    name: "an SSO session that has expired",
    args: ["--aws-profile", "corp"],
    env: NO_KEYS,
    wrong: async ({ home }) => {
      await home.write(
        ".aws/config",
        "[profile corp]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = dev\n" +
          "[sso-session corp]\nsso_region = eu-central-1\nsso_start_url = https://corp.example/start\n",
      );
    },
  },
  {
    name: "credentials that have expired",
    wrong: ({ aws }) => {
      const words = "The security token included in the request is expired";
      aws.faults.failAlways.set("ListTasks", new ApiError("ExpiredTokenException", words));
    },
  },
  {
    name: "credentials that AWS does not know",
    wrong: ({ aws }) => {
      aws.faults.knownKeys = new Set(["AKIAOTHER"]);
    },
  },
  {
    name: "credentials that AWS does not know, in a region that has to be enabled",
    args: ["--region", "eu-central-2"],
    wrong: ({ aws }) => {
      aws.faults.knownKeys = new Set(["AKIAOTHER"]);
    },
  },
  { name: "no region", env: { AWS_REGION: undefined } },
  { name: "a region that does not exist", args: ["--region", "europe"] },
  ...IDENTITY_STORIES,
  {
    name: "AWS cannot be reached",
    env: { AWS_ENDPOINT_URL: "http://127.0.0.1:2", AWS_MAX_ATTEMPTS: "1" },
  },
  {
    name: "AWS throttles",
    env: { AWS_MAX_ATTEMPTS: "2" },
    wrong: ({ aws }) => {
      aws.faults.failAlways.set("ListTasks", new ApiError("ThrottlingException", "Rate exceeded"));
    },
  },
  {
    name: "not allowed to list tasks",
    wrong: ({ aws }) => void aws.faults.denied.add("ecs:ListTasks"),
  },
  {
    name: "not allowed to execute commands",
    wrong: ({ aws }) => void aws.faults.denied.add("ecs:ExecuteCommand"),
  },
  { name: "no such cluster", args: ["--cluster", "pord"] },
  { name: "no such service", args: ["--service", "wbe"] },
  { name: "no such container", args: ["--container", "ap"] },
  { name: "no such task", args: ["--task", "ffff"] },
  {
    name: "no running task",
    wrong: ({ task }) => {
      task.lastStatus = "STOPPED";
      task.desiredStatus = "STOPPED";
    },
  },
  {
    name: "ECS Exec is off",
    wrong: ({ task }) => {
      task.enableExecuteCommand = false;
      for (const container of task.containers) container.agent = undefined;
    },
  },
  {
    name: "the agent is PENDING, and is not waited for",
    wrong: ({ app }) => {
      app.agent = "PENDING";
    },
  },
  {
    name: "the agent is STOPPED",
    wrong: ({ app }) => {
      app.agent = "STOPPED";
      app.agentReason = "Received Container Stopped event";
    },
  },
  {
    name: "the agent is in another container (pidMode task)",
    wrong: (what) => {
      what.app.agent = undefined;
      define(what, {}, { pidMode: "task" });
    },
  },
  {
    name: "the task stops meanwhile",
    args: ["--task", "TASK"],
    wrong: ({ task, aws }) => {
      const words = "The specified task is not running.";
      aws.faults.failNext.set("ExecuteCommand", [new ApiError("InvalidParameterException", words)]);
      task.desiredStatus = "STOPPED";
      task.stopCode = "ServiceSchedulerInitiated";
      task.stoppedReason = "Scaling activity initiated by (deployment ecs-svc/1)";
    },
  },
  { name: "not connected, and nothing is to be seen", wrong: notConnected(() => {}) },
  {
    name: "not connected: no task role",
    wrong: notConnected((what) => define(what, {}, { taskRoleArn: undefined })),
  },
  {
    name: "not connected: a read-only file system",
    wrong: notConnected((what) => define(what, { readonlyRootFilesystem: true })),
  },
  {
    name: "not connected: AWS keys in the environment and secrets",
    wrong: notConnected((what) =>
      define(what, {
        environment: [{ name: "AWS_ACCESS_KEY_ID", value: "AKIA" }],
        secrets: [{ name: "AWS_SECRET_ACCESS_KEY", valueFrom: "arn:secret" }],
      })
    ),
  },
  {
    name: "not connected: a proxy without NO_PROXY",
    wrong: notConnected((what) =>
      define(what, { environment: [{ name: "HTTPS_PROXY", value: "http://me:secret@proxy:3128" }] })
    ),
  },
  {
    name: "not connected: pidMode task",
    wrong: notConnected((what) => define(what, {}, { pidMode: "task" })),
  },
  {
    name: "not connected: an old Fargate platform",
    wrong: notConnected(({ task }) => {
      task.platformVersion = "1.3.0";
    }),
  },
  {
    name: "not connected: an old ECS agent",
    wrong: notConnected(({ task, aws }) => {
      task.launchType = "EC2";
      task.containerInstance = "0123456789abcdef";
      aws.world.containerInstances.set("0123456789abcdef", {
        versionInfo: { agentVersion: "1.40.0" },
      });
      aws.world.containerInstances.set("prod/0123456789abcdef", {
        versionInfo: { agentVersion: "1.40.0" },
      });
    }),
  },
  {
    name: "not connected, and every look at the cause is denied",
    wrong: notConnected(({ aws }) => {
      for (const action of ["DescribeTaskDefinition", "DescribeClusters", "DescribeTasks"]) {
        aws.faults.denied.add(`ecs:${action}`);
      }
    }),
  },
  {
    name: "not allowed to make a data key for an encrypted session",
    wrong: ({ aws }) => {
      const [cluster] = aws.world.clusters;
      if (cluster !== undefined) cluster.kmsKeyId = "alias/exec";
      aws.faults.denied.add("kms:GenerateDataKey");
    },
  },
  { name: "no such shell", args: ["--shell", "/bin/zsh-is-not-here"] },
];

/** A story's world with what is wrong in it, and the words behind `ecsin`. */
export async function openStory(story: Story): Promise<
  { readonly aws: FakeAws; readonly home: Home; readonly args: readonly string[] } & AsyncDisposable
> {
  const since = new Date("2026-11-20T10:31:00Z");
  const aws = startFakeAws(buildWorld({
    prod: { services: { web: [{ revision: 7, containers: ["app", "nginx"], startedAt: since }] } },
  }));
  const home = await Home.make();
  const [task] = aws.world.tasks;
  const [app] = task?.containers ?? [];
  if (task === undefined || app === undefined) throw new Error("the world is empty");
  await story.wrong?.({ aws, home, task, app });
  const own = (story.args ?? []).map((word) => word === "TASK" ? task.taskId : word);
  const named = new Set(own.filter((word) => word.startsWith("--")));
  const rest = LOGIN.flatMap((word, index) =>
    index % 2 === 0 && !named.has(word) ? LOGIN.slice(index, index + 2) : []
  );
  return {
    aws,
    home,
    args: [...rest, ...own, ...NOW],
    async [Symbol.asyncDispose]() {
      await home[Symbol.asyncDispose]();
      await aws[Symbol.asyncDispose]();
    },
  };
}
