import type { OrderTo } from "../../../../schema/faultOrder.ts";
import { type NotedProcess, noted, stopped, stoppedNoMore } from "../witnesses/processes.ts";
import { processesWhose, type World } from "../witnesses/world.ts";
import { processesNamed } from "./containers.ts";
import type { NodeFault } from "./nodeFault.ts";
import { type Stopped, stopAndNote, stoppedChange } from "./stopProcesses.ts";

export const stopApiServer: NodeFault<OrderTo<"stop-api-server">, Stopped, NotedProcess[]> = {
	inject: (_, __, note) => stopAndNote(() => processesNamed("kube-apiserver"), note),
	changes: { stopped: stoppedChange },
	witness: {
		before: (_, world) => apiServers(world).map(noted),
		injected: (_, __, world) => [stopped(null, apiServers(world))],
		undone: (_, before, world) => [stoppedNoMore(world, null, before ?? [], apiServers(world))],
	},
};

function apiServers(world: World) {
	return processesWhose(world, ([, name]) => name === "kube-apiserver");
}
