// Which port, where none was named: those that the task definition says its containers listen on.
import { EcsinError, EXIT, Left } from "../../error.ts";
import type { Entry } from "../../entry/enter.ts";
import type { Forward } from "../../forward/spec.ts";
import { choose } from "../../place/choose.ts";
import type { Row } from "../../terminal/picker/question.ts";

interface Offered {
  readonly container: string;
  readonly port: number;
  readonly name: string;
}

/** Ports below are the system's: the local end gets a free one. */
const PRIVILEGED_BELOW = 1024;

/** Asks for one; throws where there is none to offer, or nobody to ask. */
export async function askPort({ ecs, place, ask, rerun }: Entry): Promise<Forward> {
  const rows = async function* (): AsyncGenerator<readonly Row<Offered>[]> {
    const described = place.described ?? (await ecs.describeTasks(place.cluster, [place.task]))[0];
    if (described === undefined) return;
    const definition = await ecs.describeTaskDefinition(described.taskDefinitionArn);
    if (definition === undefined) return;
    const { networkMode = "" } = definition;
    const isShared = ["awsvpc", "host"].includes(networkMode);
    const own = definition.containers.filter(({ name }) => name === place.container);
    const others = definition.containers.filter(({ name }) => name !== place.container);
    yield [...own, ...isShared ? others : []].flatMap(({ name: container, ports }) =>
      ports.map(({ port, name = "" }) => ({
        id: `${container}:${port}`,
        cells: [String(port), name, container],
        value: { container, port, name },
      }))
    );
  };
  const none = () =>
    new EcsinError({
      id: "forward-no-ports",
      what: `which port? the task definition of container "${place.container}" names none`,
      next: [
        rerun("8080"),
        rerun("0:8080"),
        rerun("5432:db.internal:5432"),
        "ecsin forward --help",
      ],
      exitCode: EXIT.usage,
    });
  const choice = await choose<Offered>(
    {
      noun: "port",
      flag: ({ port }) => String(port),
      title: "port",
      columns: ["port", "name", "container"],
      rows: rows(),
      canGoBack: false,
      none,
      refused: none,
    },
    ask,
    rerun,
  );
  if (choice.kind !== "asked" && choice.kind !== "only") throw new Left();
  const { port } = choice.value;
  return { local: { kind: "port", port: port < PRIVILEGED_BELOW ? 0 : port }, to: { port } };
}
