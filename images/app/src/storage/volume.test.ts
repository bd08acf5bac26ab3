import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { defaultRetryPolicy } from "../retry.ts";
import { testAdapterContract } from "./adapterContract.ts";
import { folderOnDisk } from "./disk.ts";
import { type DiskFault, fakeDisk } from "./fakeDisk.ts";
import { NotApplied, UnknownOutcome } from "./outcome.ts";
import { plainKeyv } from "./stateStorage.ts";
import { VolumeStorage } from "./volume.ts";

const all = mkdtempSync(join(tmpdir(), "holdfast-volume-"));
afterAll(() => rmSync(all, { recursive: true }));
const newFolder = () => mkdtempSync(join(all, "pod-"));

/** Faults in the order given, of one call alone. */
function faults(which: string, ...list: (DiskFault | null)[]) {
	return (call: string) => (call === which ? (list.shift() ?? null) : null);
}

async function valueIn(storage: VolumeStorage): Promise<string | undefined> {
	return plainKeyv(storage).get("pod-0");
}

/** A disk of these tests answers at once or never. */
const patience = { ...defaultRetryPolicy, deadlineSeconds: 0.005 };

describe("volume storage as any other", () => {
	testAdapterContract("on a disk", () => new VolumeStorage(folderOnDisk(newFolder())));
});

describe("volume storage", () => {
	test("the next process finds what this one had acknowledged", async () => {
		const own = newFolder();
		await plainKeyv(new VolumeStorage(folderOnDisk(own))).set("pod-0", "1");
		const after = plainKeyv(new VolumeStorage(folderOnDisk(own)));
		expect(await after.get("pod-0")).toBe("1");
	});

	test("a process that is killed while it writes leaves a whole value, none earlier than it had acknowledged", async () => {
		for (const afterUpdates of [1, 30, 77]) {
			const own = newFolder();
			const acknowledged = await killedWriter(own, afterUpdates);
			const after = plainKeyv(new VolumeStorage(folderOnDisk(own)));
			const found = JSON.parse((await after.get("pod-0")) ?? "{}");
			expect(found.update).toBeGreaterThanOrEqual(acknowledged);
			expect(found.padding).toBe("x".repeat(100_000));
		}
	});

	test("a text is synced before it takes the place of another, and its name before it is acknowledged", async () => {
		const calls: string[] = [];
		const disk = fakeDisk((call) => {
			calls.push(call);
			return null;
		});
		const storage = new VolumeStorage(disk);
		await storage.set("pod-0", { value: "1" });
		calls.length = 0;
		await storage.set("pod-0", { value: "2" });
		expect(calls).toEqual(["write", "rename", "sync"]);
		expect(disk.files()).toEqual({ "pod-0.state": "2" });
	});

	test("a state that may yet be lost isn't answered", async () => {
		const disk = fakeDisk(faults("sync", "refused", "refused"));
		const storage = new VolumeStorage(disk);
		await expect(storage.set("pod-0", { value: "1" })).rejects.toThrow(UnknownOutcome);
		await expect(storage.get("pod-0")).rejects.toThrow("The volume didn't answer a read: EIO.");
		expect(await storage.get("pod-0")).toMatchObject({ value: "1" });
	});

	test("a full disk has certainly not taken a write, and the earlier value is still there", async () => {
		const storage = new VolumeStorage(fakeDisk(faults("write", null, "refused")));
		await storage.set("pod-0", { value: "1" });
		await expect(storage.set("pod-0", { value: "2" })).rejects.toThrow(NotApplied);
		expect(await storage.get("pod-0")).toMatchObject({ value: "1" });
	});

	test("a disk that doesn't answer isn't waited for without end, nor asked again before it has", async () => {
		const storage = new VolumeStorage(fakeDisk(faults("sync", null, "cut")), {
			retry: patience,
		});
		await storage.set("pod-0", { value: "1" });
		await expect(storage.set("pod-0", { value: "2" })).rejects.toThrow(
			"The volume didn't acknowledge a write: no answer within 0.005 s.",
		);
		await expect(storage.get("pod-0")).rejects.toThrow(
			"The volume didn't answer a read: an earlier call to it hasn't come back.",
		);
	});

	test("what a process left that died while it was writing is removed by the next one", async () => {
		const cut = fakeDisk(faults("rename", "cut"));
		const dying = new VolumeStorage(cut, { retry: patience });
		await expect(dying.set("pod-0", { value: "1" })).rejects.toThrow();
		expect(Object.keys(cut.files())).toHaveLength(1);
		const left = cut.afterCrash({
			power: false,
			arrived: 1,
			namesArrived: true,
		});
		const next = new VolumeStorage(left);
		expect(await next.get("pod-0")).toBeUndefined();
		await next.set("pod-0", { value: "2" });
		expect(left.files()).toEqual({ "pod-0.state": "2" });
	});

	test("whatever fails and whenever power is lost, no acknowledged update is lost, nothing goes back, and outcomes tell the truth", async () => {
		const fault = fc.constantFrom<DiskFault | null>(
			...([null, null, null, null, null, "refused", "done-refused"] as const),
			...(["cut", "done-cut"] as const),
		);
		const crash = fc.record({
			power: fc.boolean(),
			arrived: fc.double({ min: 0, max: 1, noNaN: true }),
			namesArrived: fc.boolean(),
		});
		await fc.assert(
			fc.asyncProperty(
				fc.array(fault, { maxLength: 60 }),
				fc.array(crash, { minLength: 3, maxLength: 3 }),
				async (list, crashes) => {
					const faults = list.values();
					let disk = fakeDisk(() => faults.next().value ?? null);
					/** The furthest that anybody was told of. */
					let told = -1;
					let value = -1;
					const refused = new Set<number>();
					for (const crash of crashes) {
						const storage = new VolumeStorage(disk, { retry: patience });
						for (let step = 0; step < 4; step++) {
							const loaded = await valueIn(storage).then(
								(found) => Number(found ?? -1),
								() => null,
							);
							if (loaded !== null) {
								expect(loaded).toBeGreaterThanOrEqual(told);
								expect(refused).not.toContain(loaded);
								told = loaded;
							}
							value++;
							const outcome = await storage
								.set("pod-0", { value: String(value) })
								.then(() => "ok" as const)
								.catch((error: unknown) => (error instanceof NotApplied ? "fail" : "unknown"));
							if (outcome === "ok") told = value;
							if (outcome === "fail") refused.add(value);
						}
						disk = disk.afterCrash(crash);
					}
				},
			),
			{ numRuns: 300 },
		);
	});
});

/** Runs a process that writes update after update, and kills it; the last acknowledged one. */
async function killedWriter(own: string, afterUpdates: number): Promise<number> {
	const program = `
		import { plainKeyv } from ${JSON.stringify(import.meta.resolve("./stateStorage.ts"))};
		import { folderOnDisk } from ${JSON.stringify(import.meta.resolve("./disk.ts"))};
		import { VolumeStorage } from ${JSON.stringify(import.meta.resolve("./volume.ts"))};
		import { writeSync } from "node:fs";
		const keyv = plainKeyv(new VolumeStorage(folderOnDisk(${JSON.stringify(own)})));
		for (let update = 0; ; update++) {
			await keyv.set("pod-0", JSON.stringify({ update, padding: "x".repeat(100_000) }));
			writeSync(1, update + "\\n");
		}`;
	const writer = spawn(process.execPath, ["--input-type=module-typescript", "--eval", program], {
		stdio: ["ignore", "pipe", "inherit"],
	});
	let told = "";
	writer.stdout.setEncoding("utf8").on("data", (text: string) => {
		told += text;
		if (told.includes(`${afterUpdates}\n`)) writer.kill("SIGKILL");
	});
	await new Promise((resolve) => writer.on("close", resolve));
	return Number(told.trim().split("\n").at(-1));
}
