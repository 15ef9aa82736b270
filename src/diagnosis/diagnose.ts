// After a failure: what ECS's own words do not say. The most likely cause first with what was seen,
// other possible ones shortly after; what cannot be known from here is said as "may".
import type { Ecs } from "../aws/ecs.ts";
import { firstOf } from "../aws/line.ts";
import { EcsinError } from "../error.ts";
import { type Check, worstFirst } from "./checks.ts";
import { examine, type Patient } from "./examine.ts";
import { doctorLine } from "./remedy.ts";

/** Checks whose warning can be why an agent does not connect; others do not keep anybody out. */
const KEEPS_OUT = [
  "task-role",
  "readonly-root-filesystem",
  "aws-keys",
  "task-proxy",
  "pid-mode",
  "ecs-agent-version",
];
const OTHERS_MOST = 3;

const NOT_CONNECTED =
  "its exec agent runs but does not answer: the task may be unable to reach the " +
  "ssmmessages endpoint (route, VPC endpoint, security group), or its role may lack the " +
  "ssmmessages permissions";

/** The failure with its causes; the failure itself where nothing more could be seen. */
export async function diagnose(
  error: EcsinError,
  ecs: Ecs,
  patient: Patient,
): Promise<EcsinError> {
  const checks: Check[] = [];
  for await (const batch of examine(ecs, patient)) checks.push(...batch);
  const { failure } = error;
  // A session that was lost had begun: what only may keep people out did not keep this one out.
  const hadBegun = failure.id === "session-lost";
  const causes = worstFirst(checks).filter(({ id, status }) =>
    status === "problem" || (!hadBegun && status === "warning" && KEEPS_OUT.includes(id))
  );
  const [first, ...others] = causes;
  const isCertain = first?.status === "problem";
  const may = failure.id === "target-not-connected" && !isCertain ? [NOT_CONNECTED] : [];
  const why = [
    ...(isCertain ? wordsOf(first) : []),
    ...may,
    ...(isCertain ? others : causes).slice(0, OTHERS_MOST).flatMap((each) => {
      const [seen = "", ...more] = wordsOf(each);
      return [`may be: ${seen}`, ...more];
    }),
  ];
  if (why.length === 0) return error;
  const { task, container } = patient;
  return new EcsinError({
    ...failure,
    why,
    next: [...firstOf(first?.next ?? []), doctorLine(task, container, ecs)],
  }, { cause: error });
}

/** What was seen, and what that means: a line each. */
function wordsOf({ seen, why }: Check): readonly string[] {
  return why === undefined ? [seen] : [seen, why];
}
