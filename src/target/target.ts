// A target: one container of one running task, and the command line to run in it.

/** Everything that ExecuteCommand needs, resolved; a plain value that can be printed. */
export interface Target {
  /** Cluster name (not its ARN). */
  readonly cluster: string;
  readonly taskArn: string;
  /** The last part of the task's ARN. */
  readonly taskId: string;
  readonly container: string;
  /** The container's runtime id, once DescribeTasks has told it; part of the SSM target. */
  readonly runtimeId?: string;
  /** One command line, which the agent in the container splits like a shell would. */
  readonly command: string;
}
