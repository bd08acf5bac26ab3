import type { Disk } from "./disk.ts";

/** What a call to the disk comes to, in tests. */
export type DiskFault =
	/** It says no, and nothing changed. */
	| "refused"
	/** It says no after it was done. */
	| "done-refused"
	/** It never comes back, nor does any later one: all is lost before it was done, or after. */
	| "cut"
	| "done-cut";

export interface Crash {
	/** Whether the power was lost, and with it what wasn't synced. */
	power: boolean;
	/** How much of a text arrived that wasn't synced, 0 to 1. */
	arrived: number;
	/** Whether names arrived that weren't synced. */
	namesArrived: boolean;
}

export interface FakeDisk extends Disk {
	/** What the next process finds after this one, or the power for both, was lost. */
	afterCrash(crash: Crash): FakeDisk;
	files(): Record<string, string>;
}

interface File {
	text: string;
	synced: boolean;
}

/**
 * A folder of a file system as POSIX promises it, for tests: a name is synced with the folder
 * alone, a text with its file alone, and what isn't may be lost.
 */
export function fakeDisk(
	nextFault: (call: keyof Disk) => DiskFault | null = () => null,
	begin: ReadonlyMap<string, File> = new Map(),
	beginSynced: ReadonlyMap<string, File> = begin,
): FakeDisk {
	const names = new Map(begin);
	let synced = new Map(beginSynced);
	let dead = false;

	async function call<Result>(
		which: keyof Disk,
		effect: () => Result,
		halfDone: () => void = () => {},
	): Promise<Result> {
		await null;
		const fault = dead ? "cut" : nextFault(which);
		if (fault === null) return effect();
		if (fault.startsWith("done")) effect();
		else if (!dead) halfDone();
		if (fault.endsWith("refused")) throw new Error("EIO");
		dead = true;
		return new Promise(() => {});
	}

	return {
		read: (name) => call("read", () => names.get(name)?.text ?? null),
		write: (name, text) =>
			call(
				"write",
				() => names.set(name, { text, synced: true }),
				() => names.set(name, { text, synced: false }),
			).then(() => {}),
		rename: (from, to) =>
			call("rename", () => {
				const file = names.get(from);
				if (!file) throw new Error("ENOENT");
				names.delete(from);
				names.set(to, file);
			}),
		remove: (name) => call("remove", () => names.delete(name)),
		names: () => call("names", () => [...names.keys()]),
		sync: () =>
			call("sync", () => {
				synced = new Map(names);
			}),
		afterCrash({ power, arrived, namesArrived }) {
			if (!power) return fakeDisk(nextFault, names, synced);
			const left = namesArrived ? names : synced;
			const files = Array.from(left, ([name, file]): [string, File] => {
				const length = file.synced ? undefined : arrived * file.text.length;
				return [name, { text: file.text.slice(0, length), synced: true }];
			});
			return fakeDisk(nextFault, new Map(files));
		},
		files: () => Object.fromEntries(Array.from(names, ([name, { text }]) => [name, text])),
	};
}
