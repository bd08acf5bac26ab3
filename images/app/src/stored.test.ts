import { expect, test } from "vitest";
import type { StateReader } from "./storage/stateReader.ts";
import { type StoredSources, storedStates } from "./stored.ts";

function stored(reader: Partial<StateReader> = {}, over: Partial<StoredSources> = {}) {
	let opened = 0;
	const asked: string[] = [];
	const ask = storedStates({
		identity: "pod-0",
		replicas: 3,
		openReader() {
			opened++;
			return {
				readsAll: true,
				async read(identity) {
					asked.push(identity);
					return `state of ${identity}`;
				},
				...reader,
			};
		},
		...over,
	});
	return { ask, asked, opened: () => opened };
}

test("a client is opened when somebody first asks, and only one", async () => {
	const { ask, opened } = stored();
	expect(opened()).toBe(0);
	for (const identity of ["pod-0", "pod-2"]) {
		expect(await ask(identity)).toEqual({
			kind: "read",
			state: `state of ${identity}`,
		});
	}
	expect(opened()).toBe(1);
});

test.each(["", "pod", "pod-", "pod-3", "pod-01", "pod-1e0", "qod-1", "pod--1"])(
	'"%s" is no identity, and nobody is asked for it',
	async (name) => {
		const { ask, opened } = stored();
		expect(await ask(name)).toEqual({
			kind: "no-identity",
			error: `"${name}" is no identity: there are pod-0 to pod-2.`,
		});
		expect(opened()).toBe(0);
	},
);

test("a process whose name has no ordinal knows its own alone", async () => {
	const { ask } = stored({}, { identity: "trial" });
	expect(await ask("trial")).toMatchObject({ kind: "read" });
	expect(await ask("trial-0")).toEqual({
		kind: "no-identity",
		error: '"trial-0" is no identity: there is trial.',
	});
});

test("where each process holds its own state alone, another's is asked for elsewhere", async () => {
	const { ask, asked } = stored({ readsAll: false });
	expect(await ask("pod-0")).toMatchObject({ kind: "read" });
	expect(await ask("pod-1")).toEqual({
		kind: "not-here",
		error: "Each process of this method holds its own state alone: ask pod-1.",
	});
	expect(asked).toEqual(["pod-0"]);
});

test("a method that can't be looked into says so", async () => {
	const { ask } = stored({}, { openReader: undefined });
	expect(await ask("pod-0")).toMatchObject({ kind: "not-here" });
});

test("no answer within the limit, and a failure, are unavailable; the next one is asked anew", async () => {
	const answers = [
		() => new Promise<string>(() => {}),
		async () => {
			throw new Error("The store didn't answer.");
		},
		async () => "state",
	];
	const read = () => (answers.shift() ?? (async () => null))();
	const { ask } = stored({ read }, { limitSeconds: 0.05 });
	expect(await ask("pod-1")).toEqual({
		kind: "unavailable",
		error: "The method didn't answer a read within 0.05 s.",
	});
	expect(await ask("pod-1")).toEqual({
		kind: "unavailable",
		error: "The store didn't answer.",
	});
	expect(await ask("pod-1")).toEqual({ kind: "read", state: "state" });
});

test("a client that can't be opened is unavailable, and tried again", async () => {
	const { ask } = stored(
		{},
		{
			openReader() {
				throw new Error("No such folder.");
			},
		},
	);
	for (let i = 0; i < 2; i++) {
		expect(await ask("pod-0")).toEqual({
			kind: "unavailable",
			error: "No such folder.",
		});
	}
});
