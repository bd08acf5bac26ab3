import { EtcdFailed, type EtcdValues, etcdGateway, etcdValues } from "../../../etcdGateway.ts";
import type { Request } from "../../../request.ts";
import type { Answer, Consensus } from "./consensus.ts";

/**
 * The states in an etcd cluster: a key for each replica, named after it. Any member will do; the
 * one that answered last is asked first, and another in its place as soon as it fails. What
 * certainly wasn't done is tried at the next one within the same call.
 *
 * @param urls of the members, at least one
 */
export function etcdStates(urls: readonly string[], request: Request): Pick<Consensus, "read" | "write"> {
	const members = urls.map((url) => etcdValues(etcdGateway(url, request)));
	let chosen = 0;

	async function ask(isWrite: boolean, call: (values: EtcdValues) => Promise<Answer>): Promise<Answer> {
		let answer: Answer = { kind: "unavailable", reason: "no member to ask" };
		for (let tried = 0; tried < members.length; tried++) {
			const asked = chosen;
			try {
				return await call(members[asked] as EtcdValues);
			} catch (error) {
				if (!(error instanceof EtcdFailed)) throw error;
				const { maybeApplied, message: reason } = error;
				// Another call may have chosen anew meanwhile.
				if (chosen === asked) chosen = (asked + 1) % members.length;
				answer = { kind: isWrite && maybeApplied ? "unknown" : "unavailable", reason };
				// Its time is used up, or it may have been done.
				if (maybeApplied) return answer;
			}
		}
		return answer;
	}

	return {
		read: (key, timeoutSeconds) =>
			ask(false, async (values) => ({
				kind: "ok",
				text: await values.get(keyOf(key), timeoutSeconds),
			})),
		write: (key, text, previous, timeoutSeconds) =>
			ask(true, async (values) => {
				const swap = await values.swap(keyOf(key), previous, text, timeoutSeconds);
				return swap.kind === "stored" ? { kind: "ok", text } : { kind: "conflict", text: swap.value };
			}),
	};
}

function keyOf(identity: string): string {
	return `state/${identity}`;
}
