import type { Cause } from "../../schema/run.ts";

/** Workloads that watch the system; what keeps them from being ready is none of the method. */
const observing = /^(?:observer|prometheus|coredns)/;

/**
 * What can have brought about that a system never came up: the method, where a workload of its own
 * or of the application never became ready, or it took too long; else the laboratory.
 *
 * @param why in a sentence
 * @param output of `pulumi up`
 */
export function causeOfFailedStart(why: string, output = ""): Cause {
	if (/ took longer than /.test(why)) return "method";
	if (/ImagePull|ErrImage|InvalidImageName/.test(why + output)) {
		return "laboratory";
	}
	const [, name] =
		/\b(?:StatefulSet|Deployment|DaemonSet|ReplicaSet|Pod) (?:[\w.-]+\/)?([\w.-]+) is not ready\b/.exec(why) ?? [];
	return name === undefined || observing.test(name) ? "laboratory" : "method";
}
