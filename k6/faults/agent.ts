import http from "k6/http";
import type { FaultOrder } from "../../infra/cluster/native/faults/order.ts";
import { fail, reasonOf } from "../lab.ts";
import type { Lab } from "../labDescription.ts";
import type { PodStatus } from "../pods.ts";

/** Has the fault agent do something, which what lasts it undoes by itself; ends the test when it can't. */
export function order({ agent }: Lab, what: FaultOrder): void {
	if (agent === null) fail("This platform has no fault agent.");
	const response = http.post(agent.url, JSON.stringify(what), params(agent));
	if (response.status === 201) return;
	fail(`The fault agent refuses "${what.do}": ${reasonOf(response)}.`);
}

/** Has everything undone that still lasts. */
export function undoAll({ agent }: Lab): void {
	if (agent !== null) http.del(agent.url, null, params(agent));
}

/** Ids of a container of each Pod, or of all its containers; ends the test when a Pod doesn't run it. */
export function containersOf(
	pods: readonly PodStatus[],
	container: string | null,
): string[] {
	return pods.flatMap(({ name, containers }) => {
		if (container === null) return Object.values(containers);
		return (
			containers[container] ??
			fail(`${name} runs no container "${container}" at the moment.`)
		);
	});
}

function params({ token }: { token: string }) {
	return {
		headers: {
			Authorization: `Bearer ${token}`,
			"Content-Type": "application/json",
		},
		timeout: "10s",
		tags: { name: "fault-agent" },
	};
}
