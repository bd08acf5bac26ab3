import { sleep } from "k6";
import http, { type RefinedResponse, type ResponseType } from "k6/http";
import type { FaultOrder } from "../../schema/faultOrder.ts";
import type { FaultView } from "../../schema/faultView.ts";
import { fail, jsonOf, reasonOf } from "../lab.ts";
import type { Lab } from "../labDescription.ts";
import type { PodStatus } from "../pods.ts";
import { type Seen, seenByPod, unseen } from "./witness.ts";

/**
 * How long a fault may take to be seen to bite: a process that is killed takes a moment to go, a
 * packet to be sent.
 */
const bitesWithinSeconds = 5;
/** How long the agent may be silent: it is started again when it has died. */
const silentSeconds = 10;
const askEverySeconds = 0.1;

/** A fault that the agent was ordered to do, and when it had done it. */
export type Ordered = { id: string; doneAt: string };

/**
 * Has the fault agent do something, which what lasts it undoes by itself; ends the test when it
 * can't.
 */
export function order({ agent }: Lab, what: FaultOrder): Ordered {
	if (agent === null) fail("This platform has no fault agent.");
	const response = http.post(agent.url, JSON.stringify(what), params(agent));
	if (response.status === 201) return jsonOf(response) as Ordered;
	return fail(`The fault agent refuses "${what.do}": ${reasonOf(response)}.`);
}

/**
 * What the agent's witness sees of a fault, as soon as it is confirmed, or as it is in the end.
 *
 * @param end milliseconds since 1970
 */
export function witnessInjected(lab: Lab, { id }: Ordered, pods: readonly PodStatus[], end: number): Seen[] {
	const until = Math.min(end, Date.now() + bitesWithinSeconds * 1000);
	for (;;) {
		const answer = ask(lab, id);
		const report = "view" in answer ? answer.view.injected : null;
		if (report?.outcome === "confirmed" || Date.now() >= until) {
			return report === null
				? unseen(pods, `the agent's witness says nothing: ${reason(answer)}`)
				: seenByPod(report, pods);
		}
		sleep(askEverySeconds);
	}
}

/**
 * What the agent's witness sees of a fault's undoing, as soon as nothing of it stands. What still
 * stands in the end is a mismatch, an agent that is silent a doubt.
 *
 * @param end milliseconds since 1970
 */
export function witnessUndone(lab: Lab, { id }: Ordered, pods: readonly PodStatus[], end: number): Seen[] {
	let heardAt = Date.now();
	for (;;) {
		const answer = ask(lab, id);
		if ("view" in answer) {
			heardAt = Date.now();
			const { standing, undone, stands, trouble } = answer.view;
			if (!standing) {
				return undone === null ? unseen(pods, "nobody looked") : seenByPod(undone, pods);
			}
			if (Date.now() >= end) {
				const detail = `still stands: ${stands.join("; ")}${trouble === null ? "" : ` (${trouble})`}`;
				return unseen(pods, detail).map((seen) => ({
					...seen,
					outcome: "mismatch",
					value: stands.length,
				}));
			}
		} else if (Date.now() - heardAt > silentSeconds * 1000) {
			return unseen(pods, `the agent's witness says nothing: ${answer.reason}`);
		}
		sleep(askEverySeconds);
	}
}

/** Has everything undone that still lasts; why not, or null. */
export function undoAll({ agent }: Lab): string | null {
	if (agent === null) return null;
	const response = http.del(agent.url, null, params(agent));
	return response.status === 204 ? null : reasonOf(response);
}

function ask({ agent }: Lab, id: string): { view: FaultView } | { reason: string } {
	if (agent === null) return { reason: "there is none" };
	const response: RefinedResponse<ResponseType> = http.get(`${agent.url}/${id}`, params(agent));
	return response.status === 200 ? { view: jsonOf(response) as FaultView } : { reason: reasonOf(response) };
}

function reason(answer: ReturnType<typeof ask>): string {
	return "reason" in answer ? answer.reason : "nobody looked";
}

function params({ token }: { token: string }) {
	return {
		headers: {
			Authorization: `Bearer ${token}`,
			"Content-Type": "application/json",
		},
		timeout: "15s",
		tags: { name: "fault-agent" },
	};
}
