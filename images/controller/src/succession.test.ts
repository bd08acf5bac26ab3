import { describe, expect, test } from "vitest";
import {
	type Candidate,
	confirmSeconds,
	decide,
	firstWaitSeconds,
	type HeardProcess,
	hangUpSeconds,
	type Succession,
	silenceSeconds,
	type Term,
} from "./succession.ts";

const now = 1000;

function standby(over: Partial<HeardProcess> = {}): HeardProcess {
	return {
		start: 1,
		role: "standby",
		epoch: 0,
		heardAt: now,
		hungUpAt: null,
		...over,
	};
}

function candidate(pod: string, over: Partial<Candidate> = {}): Candidate {
	return {
		pod,
		uid: `${pod} uid`,
		isFirst: pod.startsWith("pod"),
		ending: false,
		unready: false,
		labelled: null,
		process: standby(),
		...over,
	};
}

const activeProcess = standby({ role: "active", epoch: 1 });
const first = candidate("pod-0", { process: activeProcess });
const second = candidate("standby-0", { process: standby({ start: 2 }) });
const term: Term = {
	epoch: 1,
	uid: "pod-0 uid",
	pod: "pod-0",
	process: 1,
	since: now - 100,
	confirmed: true,
};

function decisionFor(over: Partial<Succession>) {
	return decide({ candidates: [first, second], term, epoch: 1, since: 0, ...over }, now);
}

function inWords(over: Partial<Succession>): string {
	const decision = decisionFor(over);
	if (decision.kind === "promote") {
		const { candidate, epoch, because } = decision;
		return `${candidate.pod} ${epoch}: ${because}`;
	}
	return decision.kind === "adopt" ? `${decision.candidate.pod} stays ${decision.epoch}` : decision.kind;
}

describe("at first", () => {
	const none = { term: null, epoch: 0, since: now };
	test("the identity's first Pod is active, as soon as it says that it is there", () => {
		const candidates = [second, candidate("pod-0")];
		expect(inWords({ ...none, candidates })).toBe("pod-0 1: nobody is active");
	});

	test("another one is, where the first doesn't come", () => {
		const candidates = [second, candidate("pod-0", { process: null })];
		expect(inWords({ ...none, candidates })).toBe("nothing");
		const since = now - firstWaitSeconds;
		expect(inWords({ ...none, candidates, since })).toBe("standby-0 1: nobody is active");
	});

	test("who says that it is active stays so, the one of the highest epoch", () => {
		const candidates = [
			first,
			candidate("standby-0", {
				process: standby({ role: "active", epoch: 4 }),
			}),
		];
		expect(inWords({ ...none, candidates })).toBe("standby-0 stays 4");
	});

	test("who is labelled active is waited for a while", () => {
		const silent = candidate("pod-0", { labelled: "active", process: null });
		const candidates = [silent, second];
		expect(inWords({ ...none, epoch: 3, candidates })).toBe("nothing");
		const since = now - silenceSeconds;
		expect(inWords({ ...none, epoch: 3, candidates, since })).toBe("standby-0 4: nobody is active");
	});
});

test("as long as nothing is wrong with the active one, nothing is done", () => {
	expect(inWords({})).toBe("nothing");
	expect(inWords({ candidates: [first] })).toBe("nothing");
});

test("a process that says that it took over is believed", () => {
	expect(inWords({ term: { ...term, confirmed: false } })).toBe("confirm");
});

test.each<[string, Candidate[], string]>([
	["its Pod is gone", [second], "pod-0 is gone"],
	["its Pod is being deleted", [{ ...first, ending: true }, second], "pod-0 is being deleted"],
	["its Pod isn't Ready any more", [{ ...first, unready: true }, second], "pod-0 isn't Ready any more"],
	[
		"its container was started anew",
		[candidate("pod-0", { process: standby({ start: 3 }) }), second],
		"pod-0 was started anew",
	],
	[
		"it is silent",
		[
			{
				...first,
				process: { ...activeProcess, heardAt: now - silenceSeconds - 0.1 },
			},
			second,
		],
		"pod-0 wasn't heard of for 4 s",
	],
	[
		"it hung up and doesn't call again",
		[
			{
				...first,
				process: { ...activeProcess, hungUpAt: now - hangUpSeconds },
			},
			second,
		],
		"pod-0 hung up",
	],
])("when %s, the other one takes over with the next epoch", (_, candidates, why) => {
	expect(inWords({ candidates })).toBe(`standby-0 2: ${why}`);
	expect(inWords({ candidates, epoch: 7 })).toBe(`standby-0 8: ${why}`);
});

test("one that doesn't take over in time is passed over", () => {
	const waiting = {
		...term,
		confirmed: false,
		since: now - confirmSeconds - 1,
	};
	const candidates = [candidate("pod-0"), second];
	expect(inWords({ candidates, term: waiting })).toBe("standby-0 2: pod-0 didn't take over within 3 s");
});

test("one whose epoch was too low gets a higher one", () => {
	const refused = candidate("pod-0", { process: standby({ epoch: 6 }) });
	const unconfirmed = { ...term, confirmed: false };
	expect(inWords({ candidates: [refused, second], term: unconfirmed, epoch: 6 })).toBe(
		"pod-0 7: pod-0 met an epoch after 1 in the store",
	);
});

test("a restarted container takes over from itself where there is nobody else", () => {
	const anew = candidate("pod-0", { process: standby({ start: 3 }) });
	expect(inWords({ candidates: [anew] })).toBe("pod-0 2: pod-0 was started anew");
});

test.each<[string, Partial<Candidate>]>([
	["being deleted", { ending: true }],
	["not Ready any more", { unready: true }],
	["not heard of yet", { process: null }],
	["silent", { process: standby({ heardAt: now - silenceSeconds - 1 }) }],
	["hung up", { process: standby({ hungUpAt: now }) }],
])("a standby that is %s takes nothing over", (_, over) => {
	const candidates = [
		{ ...first, ending: true },
		{ ...second, ...over },
	];
	expect(inWords({ candidates })).toBe("nothing");
});
