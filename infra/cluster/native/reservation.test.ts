import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { identify } from "./processes.ts";
import { refuseIfReserved } from "./reservation.ts";

let folder: string;
let file: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "holdfast-reservation-"));
	file = join(folder, "owner.json");
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A process that keeps the machine until its standard input ends, or says why it can't. */
function keeper(beforehand = "") {
	const program = `
		import { reserveMachine } from ${JSON.stringify(join(import.meta.dirname, "reservation.ts"))};
		${beforehand}
		try {
			reserveMachine(${JSON.stringify(file)});
			console.log("kept");
			process.stdin.resume();
		} catch (error) { console.log(error.message); }`;
	const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
		stdio: ["pipe", "pipe", "inherit"],
		env: { ...process.env, HOLDFAST_OWNER: "" },
	});
	const said = once(child.stdout, "data").then(([text]) => String(text).trim());
	return { child, said, ended: once(child, "exit") };
}

test("while its keeper lives, nobody else gets the machine; after its end, whoever asks", async () => {
	const first = keeper();
	expect(await first.said).toBe("kept");
	const who = `This machine is kept by process ${first.child.pid} (`;
	expect(() => refuseIfReserved(file)).toThrow(who);
	expect(await keeper().said).toContain(who);
	first.child.stdin.end();
	await first.ended;
	expect(existsSync(file)).toBe(false);
	refuseIfReserved(file);
});

test.each(["", "null", '{"pid": 1}'])(
	"a keeper that was killed, or a file that holds %j, keeps nobody from it",
	async (damage) => {
		const killed = keeper();
		await killed.said;
		killed.child.kill("SIGKILL");
		await killed.ended;
		refuseIfReserved(file);
		const second = keeper();
		expect(await second.said).toBe("kept");
		second.child.kill("SIGKILL");
		await second.ended;
		writeFileSync(file, damage);
		const third = keeper();
		expect(await third.said).toBe("kept");
		third.child.stdin.end();
		await third.ended;
		expect(readdirSync(folder)).toEqual([]);
	},
);

test("of many that ask at once after a kill, one gets it", async () => {
	const killed = keeper();
	await killed.said;
	killed.child.kill("SIGKILL");
	await killed.ended;
	const all = [1, 2, 3, 4].map(() => keeper());
	const said = await Promise.all(all.map((each) => each.said));
	expect(said.filter((text) => text === "kept")).toHaveLength(1);
	for (const { child } of all) child.stdin.end();
	await Promise.all(all.map(({ ended }) => ended));
});

test("who works for the keeper is none of its own", async () => {
	const first = keeper();
	await first.said;
	const stat = `process.env.HOLDFAST_OWNER = ${JSON.stringify(ownerOf(first.child.pid ?? 0))};`;
	const second = keeper(stat);
	expect(await second.said).toBe("kept");
	second.child.stdin.end();
	await second.ended;
	expect(existsSync(file)).toBe(true);
	first.child.stdin.end();
	await first.ended;
});

function ownerOf(pid: number): string {
	const owner = identify(pid);
	return `${owner?.pid}:${owner?.startTicks}`;
}
