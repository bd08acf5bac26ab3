import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
	acquire,
	currentBackend,
	currentLease,
	holdLease,
	type Lease,
	leaseProblem,
	livingHolder,
	type Machine,
	mayTakeDown,
	release,
	type StackPlace,
	UnknownLease,
} from "./lease.ts";
import { asOwner, ownerVariable, worksFor } from "./owner.ts";
import { identify, type ProcessIdentity } from "./processes.ts";

let folder: string;
let machine: Machine;
/** What was torn down. */
let down: (string | null)[];
let place: StackPlace;
const started: ChildProcess[] = [];

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "holdfast-lease-"));
	down = [];
	machine = {
		folder,
		leaseFile: join(folder, "lease.json"),
		reservationFile: join(folder, "owner.json"),
		async teardown(id) {
			down.push(id);
			rmSync(join(folder, "lease.json"), { force: true });
		},
	};
	place = { stack: "central-5", project: "/checkout", backend: folder };
});
afterEach(() => {
	vi.unstubAllEnvs();
	for (const child of started) child.kill("SIGKILL");
	rmSync(folder, { recursive: true });
});

/** A process that this one doesn't work for. */
function somebodyElse(): { child: ChildProcess; identity: ProcessIdentity } {
	const child = spawn("sleep", ["60"]);
	started.push(child);
	return { child, identity: identify(child.pid ?? -1) as ProcessIdentity };
}
async function leased(by: ProcessIdentity, of = place): Promise<Lease> {
	const lease = await acquire(of.stack, of.project, of.backend, machine);
	const taken = { ...lease, owner: asOwner(by) };
	writeFileSync(machine.leaseFile, JSON.stringify(taken));
	return taken;
}
const acquireAs = ({ stack, project, backend }: StackPlace) => acquire(stack, project, backend, machine);

test("a lease names its stack, its backend, and the process that needs it, and nothing else is left beside it", async () => {
	const lease = await acquireAs(place);
	expect(currentLease(machine.leaseFile)).toEqual(lease);
	expect(lease).toMatchObject(place);
	expect(worksFor(lease.owner)).toBe(true);
	expect(livingHolder(lease)).toBeNull();
	expect(readdirSync(folder)).toEqual(["lease.json"]);
});

test("a living owner is never torn down: not for its own stack, another, or one of the same name; dead, it holds nothing back", async () => {
	const { child, identity } = somebodyElse();
	const lease = await leased(identity);
	const who = `process ${identity.pid} ("sleep 60"), since `;
	for (const other of [
		place,
		{ ...place, stack: "decentral-9" },
		{ ...place, backend: "/elsewhere" },
		{ ...place, project: "/another" },
	]) {
		await expect(acquireAs(other)).rejects.toThrow(who);
		expect(leaseProblem(lease, other)).toContain("is at work with it: wait until that is done, or end it.");
	}
	await expect(release(null, false, machine)).rejects.toThrow(who);
	await expect(release(place, false, machine)).rejects.toThrow(who);
	expect(() => holdLease(lease.id, machine.leaseFile)).toThrow(who);
	expect(mayTakeDown("", machine.leaseFile)).toBe(false);
	expect(down).toEqual([]);

	child.kill("SIGKILL");
	await once(child, "exit");
	await expect(acquireAs({ ...place, backend: "/elsewhere" })).rejects.toThrow(
		'Run "pulumi destroy -s central-5" there first',
	);
	expect((await acquireAs(place)).id).not.toBe(lease.id);
	expect(down).toEqual([lease.id]);
	await release(null, false, machine);
	expect(currentLease(machine.leaseFile)).toBeNull();
});

test("a process with the id of a dead owner is none", async () => {
	const { identity } = somebodyElse();
	const { pid, startTicks } = identity;
	await leased({ pid, startTicks: startTicks - 1 });
	expect(livingHolder(currentLease(machine.leaseFile) as Lease)).toBeNull();
});

test("who works for the owner is not refused, and takes over its laboratory", async () => {
	const { identity } = somebodyElse();
	const { id } = await leased(identity);
	const { pid, startTicks } = identity;
	vi.stubEnv(ownerVariable, `${pid}:${startTicks}`);
	holdLease(id, machine.leaseFile);
	expect(currentLease(machine.leaseFile)?.owner).toMatchObject(identity);
	await release(place, false, machine);
	expect(down).toEqual([id]);
	// A laboratory without a lease, on another platform, is nobody's business here.
	holdLease(undefined, machine.leaseFile);
	expect(() => holdLease(id, machine.leaseFile)).toThrow("isn't there any more");
});

test("an engine that changes the stack of a laboratory which another brought up is at work with it", async () => {
	const { child, identity } = somebodyElse();
	const lease = await acquireAs(place);
	const locks = join(folder, ".pulumi/locks/organization/holdfast/central-5");
	mkdirSync(locks, { recursive: true });
	writeFileSync(
		join(locks, "1.json"),
		JSON.stringify({
			pid: identity.pid,
			hostname: hostname(),
			timestamp: "2026-01-01T00:00:00Z",
		}),
	);
	expect(livingHolder(lease)).toBe(`process ${identity.pid} ("pulumi"), since 2026-01-01T00:00:00Z`);
	await expect(release(null, false, machine)).rejects.toThrow("at work");
	child.kill("SIGKILL");
	await once(child, "exit");
	expect(livingHolder(lease)).toBeNull();
});

test("a lease that isn't whole has an unknown owner, which is told with its file; force clears whatever it holds", async () => {
	const whole = JSON.stringify(await acquireAs(place));
	const damaged = fc.oneof(
		fc.nat(whole.length - 1).map((length) => whole.slice(0, length)),
		fc.string(),
		fc.json(),
		fc.constantFrom("", "null", "{}", "[]", "\0\0\0", '{"id": "1"}'),
	);
	const told = new RegExp(`The lease in ${machine.leaseFile} is empty or cut`);
	await fc.assert(
		fc.asyncProperty(damaged, async (text) => {
			writeFileSync(machine.leaseFile, text);
			await expect(acquireAs(place)).rejects.toThrow(told);
			await expect(release(place, false, machine)).rejects.toThrow(told);
			await expect(release(null, false, machine)).rejects.toThrow(UnknownLease);
			expect(() => mayTakeDown("1", machine.leaseFile)).toThrow(told);
			down = [];
			await release(null, true, machine);
			expect(down).toEqual([null]);
			expect(existsSync(machine.leaseFile)).toBe(false);
		}),
	);
	await leased(somebodyElse().identity);
	await release(null, true, machine);
	expect(existsSync(machine.leaseFile)).toBe(false);
});

test("another stack's laboratory is left alone, by the stack's commands and by the node's own", async () => {
	const { id } = await acquireAs(place);
	await release({ ...place, stack: "none-5" }, false, machine);
	await release({ ...place, backend: "/elsewhere" }, false, machine);
	expect(down).toEqual([]);
	expect(mayTakeDown("another", machine.leaseFile)).toBe(false);
	expect(mayTakeDown(id, machine.leaseFile)).toBe(true);
});

test("of many processes that want the machine at once, one has it, and all others are told who", async () => {
	const program = `
		import { acquire } from ${JSON.stringify(join(import.meta.dirname, "lease.ts"))};
		const machine = ${JSON.stringify({ folder, leaseFile: machine.leaseFile, reservationFile: machine.reservationFile })};
		try {
			await acquire("stack-" + process.argv[1], "/checkout", "/b", machine);
			console.log("taken");
		} catch (error) { console.log(error.message); }`;
	const said = await Promise.all(
		[1, 2, 3, 4, 5].map(async (number) => {
			const child = spawn(process.execPath, ["--input-type=module", "-e", program, String(number)], {
				stdio: ["ignore", "pipe", "inherit"],
			});
			return (await child.stdout.toArray()).join("").trim();
		}),
	);
	expect(said.filter((line) => line === "taken")).toHaveLength(1);
	for (const line of said.filter((each) => each !== "taken")) expect(line).toContain("has held this machine since");
	expect(JSON.parse(readFileSync(machine.leaseFile, "utf8")).stack).toMatch(/^stack-\d$/);
});

test("a backend is told by its folder, however its URL is written", () => {
	const backend = (url?: string) => currentBackend({ PULUMI_BACKEND_URL: url });
	expect(backend("file:///home/somebody/C%23")).toBe("/home/somebody/C#");
	expect(backend("s3://bucket")).toBe("s3://bucket");
	expect(backend()).toBe("");
});
