import { writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { explainingFullDisk, isDiskFull } from "./fullDisk.ts";
import { run } from "./run.ts";

test("a full disk is told as one, with what is left where", async () => {
	const write = async () => writeFileSync("/dev/full", "text");
	await expect(explainingFullDisk(write, () => 12.7)).rejects.toThrow(
		/ENOSPC.*\nA disk is full \(left: 12 MiB at .*, 12 MiB at \/var\): free some space, or set XDG_CACHE_HOME to a folder on a larger disk, and run the set-up again/,
	);
});

test("so is one that a command met", async () => {
	const write = () => run(["dd", "if=/dev/zero", "of=/dev/full", "count=1"]);
	await expect(explainingFullDisk(write)).rejects.toThrow(/A disk is full/);
});

test("another error stays as it is", async () => {
	const error = new Error("no such package");
	await expect(explainingFullDisk(() => Promise.reject(error))).rejects.toBe(error);
	expect(await explainingFullDisk(async () => 1)).toBe(1);
});

test.each([
	"E: You don't have enough free space in /var/cache/apt/archives/.",
	"write go-build/b001/x.a: no space left on device",
	"cp: error writing 'x': Disk quota exceeded",
])("what a package manager or compiler says is known: %s", (message) => {
	expect(isDiskFull(new Error(message))).toBe(true);
});
