import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type RoutedStates, routedStates, type StateAnswer, type States } from "./states.ts";

const ok: StateAnswer = { kind: "ok", state: "1" };
const conflict: StateAnswer = { kind: "conflict", state: "2" };
const refused: StateAnswer = {
	kind: "unavailable",
	applied: "no",
	reason: "not now",
};
const unknown: StateAnswer = {
	kind: "unavailable",
	applied: "unknown",
	reason: "no answer",
};
const write = { identifier: "pod-0", state: "1", previous: "0" };

/** States that always answer so; `asked` says who was asked, in order. */
function ways(options: { own: { answer: StateAnswer; answers: boolean } | null; peer: StateAnswer | null }): {
	states: RoutedStates;
	asked: string[];
	/** Seconds of the clock. */
	pass: (seconds: number) => void;
	doubts: () => number;
	answers: { own: StateAnswer | null; peer: StateAnswer | null };
} {
	const asked: string[] = [];
	const answers = { own: options.own?.answer ?? null, peer: options.peer };
	let now = 1000;
	let doubts = 0;
	const answering = (name: "own" | "peer"): States => {
		const call = async () => {
			asked.push(name);
			return answers[name] as StateAnswer;
		};
		return { read: call, write: call };
	};
	const { own } = options;
	const states = routedStates({
		own: () =>
			own && {
				states: answering("own"),
				answers: own.answers,
			},
		peer: () => answers.peer && answering("peer"),
		clock: () => now,
		onDoubt: () => doubts++,
	});
	return {
		states,
		asked,
		answers,
		pass: (seconds) => {
			now += seconds;
		},
		doubts: () => doubts,
	};
}

test("the own member is asked first, and alone when it answers", async () => {
	const { states, asked } = ways({
		own: { answer: ok, answers: true },
		peer: ok,
	});
	expect(await states.read("pod-0")).toEqual(ok);
	expect(await states.write(write)).toEqual(ok);
	expect(asked).toEqual(["own", "own"]);
});

test("a peer is asked where the own member isn't there, or certainly did nothing", async () => {
	const away = ways({ own: null, peer: ok });
	expect(await away.states.read("pod-0")).toEqual(ok);
	expect(away.asked).toEqual(["peer"]);
	const refusing = ways({ own: { answer: refused, answers: true }, peer: ok });
	expect(await refusing.states.write(write)).toEqual(ok);
	expect(refusing.asked).toEqual(["own", "peer"]);
});

test("while the own group hasn't answered lately, a peer is asked first", async () => {
	const { states, asked } = ways({
		own: { answer: ok, answers: false },
		peer: refused,
	});
	expect(await states.read("pod-0")).toEqual(ok);
	expect(asked).toEqual(["peer", "own"]);
});

test("without a peer the own member is asked even if it hasn't answered lately", async () => {
	const { states, asked } = ways({
		own: { answer: ok, answers: false },
		peer: null,
	});
	expect(await states.read("pod-0")).toEqual(ok);
	expect(asked).toEqual(["own"]);
});

describe("after the own member left a write's outcome unknown", () => {
	const doubted = async (peer: StateAnswer | null) => {
		const run = ways({ own: { answer: unknown, answers: true }, peer });
		expect(await run.states.write(write)).toEqual(unknown);
		expect(run.asked.splice(0)).toEqual(["own"]);
		return run;
	};

	test("writes go by way of a peer first, and reads as before", async () => {
		const { states, asked } = await doubted(ok);
		expect(await states.write(write)).toEqual(ok);
		expect(asked.splice(0)).toEqual(["peer"]);
		await states.read("pod-0");
		expect(asked).toEqual(["own"]);
	});

	test("a peer that certainly did nothing leaves the write to the own member", async () => {
		const { states, asked } = await doubted(refused);
		expect(await states.write(write)).toEqual(unknown);
		expect(asked).toEqual(["peer", "own"]);
	});

	test("a peer is searched for, and the own member asked until one is found", async () => {
		const { states, asked, answers, doubts } = await doubted(null);
		expect(states.ownWritesInDoubt()).toBe(true);
		expect(doubts()).toBe(1);
		expect(await states.write(write)).toEqual(unknown);
		answers.peer = ok;
		expect(await states.write(write)).toEqual(ok);
		expect(asked).toEqual(["own", "peer"]);
	});

	test("the own member is tried again after 10 s, and trusted as long as it answers", async () => {
		const { states, asked, answers, pass } = await doubted(ok);
		pass(9.9);
		await states.write(write);
		expect(asked.splice(0)).toEqual(["peer"]);
		pass(0.2);
		expect(states.ownWritesInDoubt()).toBe(false);
		answers.own = ok;
		await states.write(write);
		await states.write(write);
		expect(asked).toEqual(["own", "own"]);
	});

	test("an unknown outcome by way of a peer says nothing of the own member", async () => {
		const run = ways({ own: null, peer: unknown });
		expect(await run.states.write(write)).toEqual(unknown);
		expect(run.states.ownWritesInDoubt()).toBe(false);
		expect(run.doubts()).toBe(0);
	});

	test("a member that answers every read and no write costs one write in ten seconds, not all of them", async () => {
		const { states, pass } = await doubted(ok);
		let missed = 0;
		for (let second = 0; second < 88; second++) {
			pass(1);
			if ((await states.write(write)).kind !== "ok") missed++;
		}
		expect(missed).toBe(8);
	});
});

test("with nobody to ask, nothing was applied", async () => {
	const { states } = ways({ own: null, peer: null });
	expect(await states.write(write)).toEqual({
		kind: "unavailable",
		applied: "no",
		reason: "neither the own member nor a peer's serves yet",
	});
});

test("a call goes on to another way only from one that certainly did nothing, and each way is asked once", async () => {
	const answer = fc.constantFrom(ok, conflict, refused, unknown);
	await fc.assert(
		fc.asyncProperty(
			fc.option(fc.record({ answer, answers: fc.boolean() })),
			fc.option(answer),
			fc.boolean(),
			async (own, peer, reads) => {
				const { states, asked } = ways({ own, peer });
				const found = await (reads ? states.read("pod-0") : states.write(write));
				expect(new Set(asked).size).toBe(asked.length);
				const answers = asked.map((name) => (name === "own" ? own?.answer : peer));
				for (const earlier of answers.slice(0, -1)) {
					expect(earlier).toBe(refused);
				}
				if (answers.length > 0) expect(found).toBe(answers.at(-1));
			},
		),
	);
});
