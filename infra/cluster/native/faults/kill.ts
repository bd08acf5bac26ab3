import type { OrderTo } from "../../../../schema/faultOrder.ts";
import { gone, type NotedProcesses, noteContainers } from "../witnesses/processes.ts";
import { processesOf } from "./containers.ts";
import type { NodeFault } from "./nodeFault.ts";
import { signal } from "./signal.ts";

export const kill: NodeFault<OrderTo<"kill">, never, NotedProcesses> = {
	inject: ({ containers }) => signal(containers.flatMap(processesOf), "SIGKILL"),
	changes: {},
	witness: {
		before: ({ containers }, world) => noteContainers(world, containers),
		injected: ({ containers }, noted, world) => containers.map((one) => gone(world, one, noted?.[one] ?? [])),
		undone: () => [],
	},
};
