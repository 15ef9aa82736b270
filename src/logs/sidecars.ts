// Which containers of a task are the app's, and which stand beside it for mesh, logging and monitoring:
// by what AWS and the makers call them, and by what a task definition says. Pure.
import type { DefinedContainer } from "../aws/task_definition.ts";

/** Names that such containers are given in the makers' own instructions. */
const NAMES =
  /^(envoy|ecs-service-connect.*|aws-guardduty-agent.*|datadog(-agent)?|log[_-]?router|firelens.*|fluent-?bit|xray(-daemon)?|aws-otel-collector|otel-collector|adot.*|cloudwatch-agent|cwagent|newrelic.*|dynatrace.*|splunk.*|vector|filebeat|metricbeat|istio-proxy|linkerd-proxy|cloudflared|consul.*|vault-agent)$/i;
/** The same by the image's name. */
const IMAGES =
  /(^|\/)(aws-appmesh-envoy|envoy|datadog\/agent|aws-for-fluent-bit|fluent-bit|fluentd|aws-xray-daemon|aws-otel-collector|opentelemetry-collector(-contrib)?|cloudwatch-agent|newrelic-infra\S*|aws-guardduty-agent\S*|vector)(:|@|$)/i;

/** Whether a container only serves the others. */
export function isSidecar({ name, image, logRouter }: DefinedContainer): boolean {
  return logRouter !== undefined || NAMES.test(name) || IMAGES.test(image);
}

/** The app's containers, and those beside it; where all stand beside, all are the app's. */
export function splitSidecars(
  containers: readonly DefinedContainer[],
): { readonly app: readonly DefinedContainer[]; readonly beside: readonly DefinedContainer[] } {
  const app = containers.filter((each) => !isSidecar(each));
  if (app.length === 0) return { app: containers, beside: [] };
  return { app, beside: containers.filter(isSidecar) };
}
