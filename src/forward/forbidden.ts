// Addresses that ecsin forwards to nobody: behind them are credentials and facts of the machine, and
// a port here would hand them to every program of this machine. The agent refuses most of them
// itself (amazon-ssm-agent 3.3, DeniedPortForwardingRemoteIPs), but not the task role's. Pure.

/** The credentials of the task role, and of EKS pods, which the agent would forward to. */
const ROLE = ["169.254.170.2", "169.254.170.23", "fd00:ec2::23"];
const NAMES = ["instance-data", "instance-data.ec2.internal"];

/** Why nothing is forwarded to this host; undefined: it may be. Names are resolved in the task. */
export function forbiddenHost(host: string): string | undefined {
  const address = canonical(host);
  if (ROLE.includes(address)) {
    return `${host} gives out the credentials of the task's role to whoever can connect to it`;
  }
  const isLinkLocal = /^169\.254\./.test(address) || /^fd00:ec2:/.test(address) ||
    /^::ffff:a9fe:/.test(address) || NAMES.includes(address.replace(/\.$/, ""));
  if (!isLinkLocal) return undefined;
  return `${host} is a metadata address of AWS, which gives out credentials and facts of the machine`;
}

/** `0xa9fea9fe`, `2852039166` and `FD00:EC2:0::254` as everybody writes them. */
function canonical(host: string): string {
  try {
    const { hostname } = new URL(`http://${host.includes(":") ? `[${host}]` : host}/`);
    return hostname.replace(/^\[(.*)\]$/, "$1");
  } catch {
    return host.toLowerCase();
  }
}
