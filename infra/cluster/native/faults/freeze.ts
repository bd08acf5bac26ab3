import type { OrderTo } from "../../../../schema/faultOrder.ts";
import { type NotedProcesses, noteContainers, stopped, stoppedNoMore } from "../witnesses/processes.ts";
import { processesOfContainer } from "../witnesses/world.ts";
import { processesOf } from "./containers.ts";
import type { NodeFault } from "./nodeFault.ts";
import { type Stopped, stopAndNote, stoppedChange } from "./stopProcesses.ts";

export const freeze: NodeFault<OrderTo<"freeze">, Stopped, NotedProcesses> = {
	inject: ({ containers }, _, note) => stopAndNote(() => containers.flatMap(processesOf), note),
	changes: { stopped: stoppedChange },
	witness: {
		before: ({ containers }, world) => noteContainers(world, containers),
		injected: ({ containers }, _, world) => containers.map((one) => stopped(one, processesOfContainer(world, one))),
		undone: ({ containers }, noted, world) =>
			containers.map((one) => stoppedNoMore(world, one, noted?.[one] ?? [], processesOfContainer(world, one))),
	},
};
