import fc from "fast-check";
import { expect, test } from "vitest";
import { routedStates, type StateAnswer, type States } from "./states.ts";

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
const write = { identifier: "pod-0", state: "1" };

/** States that always answer so; `asked` says who was asked, in order. */
function ways(options: {
	own: { answer: StateAnswer; answers: boolean } | null;
	peer: StateAnswer | null;
}): { states: States; asked: string[] } {
	const asked: string[] = [];
	const answering = (name: string, answer: StateAnswer): States => {
		const call = async () => {
			asked.push(name);
			return answer;
		};
		return { read: call, write: call };
	};
	const { own, peer } = options;
	const states = routedStates({
		own: () =>
			own && {
				states: answering("own", own.answer),
				answers: own.answers,
			},
		peer: () => peer && answering("peer", peer),
	});
	return { states, asked };
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
				const found = await (reads
					? states.read("pod-0")
					: states.write(write));
				expect(new Set(asked).size).toBe(asked.length);
				const answers = asked.map((name) =>
					name === "own" ? own?.answer : peer,
				);
				for (const earlier of answers.slice(0, -1)) {
					expect(earlier).toBe(refused);
				}
				if (answers.length > 0) expect(found).toBe(answers.at(-1));
			},
		),
	);
});
