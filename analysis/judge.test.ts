import { execFile, spawn } from "node:child_process";
import { appendFile, cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { exampleRun, k6Summary, withLostUpdates } from "./collect/exampleLab.fixture.ts";
import { stampsOf } from "./collect/fileStamps.ts";
import { writeExampleRun } from "./judge/exampleFolder.fixture.ts";
import type { Judged } from "./judge/judged.ts";

let root: string;
/** A run in which everything holds, one that lost updates, and one that was to lose them. */
let good: string;
let lossy: string;
let lossyAsExpected: string;

beforeAll(async () => {
	root = await mkdtemp(join(tmpdir(), "holdfast-judge-"));
	const run = exampleRun();
	const lost = {
		...run,
		operations: withLostUpdates(run.operations, "pod-1", 3),
	};
	good = await writeExampleRun(root, run);
	lossy = await writeExampleRun(root, lost, { stack: "lossy-3" });
	lossyAsExpected = await writeExampleRun(root, lost, {
		stack: "none-3",
		expectedViolations: ["durability", "monotonic", "fresh", "noFork"],
	});
});
afterAll(() => rm(root, { recursive: true }));

type Ended = { code: number; stdout: string; stderr: string };

function judging(...args: string[]): Promise<Ended> {
	return new Promise((resolve) => {
		execFile(
			process.execPath,
			[join(import.meta.dirname, "judge.ts"), ...args],
			{ maxBuffer: 1 << 26 },
			(error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
		);
	});
}

async function judgedAs(...args: string[]): Promise<Judged & { code: number }> {
	const { code, stdout } = await judging(...args, "--json");
	return { ...(JSON.parse(stdout) as Judged), code };
}

let copies = 0;
async function copyOf(folder: string): Promise<string> {
	const copy = join(root, `copy-${copies++}`);
	await cp(folder, copy, { recursive: true });
	return copy;
}

/** A history that nobody describes. */
async function bareOf(folder: string): Promise<string> {
	const copy = await copyOf(folder);
	for (const name of ["run.json", "metrics.csv", "k6-summary.json"]) {
		await rm(join(copy, name));
	}
	return copy;
}

test("a run in which everything holds ends with 0, and says what was seen", async () => {
	const { code, stdout, stderr } = await judging(good);
	expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
	expect(stdout).toContain(good);
	expect(stdout).toMatch(/durability +✓ holds +3 of 3 +pod-\d: Loads and looks .*: \d+;/);
	expect(stdout).toMatch(/^RPO: 0 updates, the worst of 1 lost Pod\.$/m);
	expect(stdout).toMatch(/^RTO: pod-1 \d\.\d\d s: termination 0\.19, /m);
	expect(stdout).toMatch(/^Fault: delete-pods of pod-1 after 10\.0 s: /m);
});

test("JSON has verdicts, evidence, doubts, measures, violations, thresholds and the exit code; of several runs it is a list", async () => {
	const one = await judgedAs(good);
	const manifest = JSON.parse(await readFile(join(good, "run.json"), "utf8"));
	expect(one).toMatchObject({
		folder: good,
		verdicts: manifest.verdicts,
		evidence: manifest.evidence,
		measures: manifest.measures,
		violations: [],
		doubts: [],
		thresholds: [],
		remarks: [],
		exitCode: 0,
	});
	const { code, stdout } = await judging("--json", good, lossy);
	const both = JSON.parse(stdout) as Judged[];
	expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 3]);
	expect(code).toBe(3);
});

test("a violation ends with 3, unless the mode doesn't promise it, or it was expected", async () => {
	expect(await judgedAs(lossy)).toMatchObject({
		code: 3,
		verdicts: { durability: "violated" },
	});
	expect(await judgedAs(lossyAsExpected)).toMatchObject({
		code: 0,
		verdicts: { durability: "violated" },
	});
	const { verdicts } = await judgedAs(lossy);
	const expected = Object.entries(verdicts).flatMap(([property, verdict]) => ["--expect", `${property}=${verdict}`]);
	expect((await judgedAs(lossy, ...expected)).code).toBe(0);
	expect((await judgedAs(good, ...expected)).code).toBe(4);
});

test("a threshold that is crossed, or an expectation that isn't met, ends with 4", async () => {
	const crossed = await judgedAs(good, "--threshold", "rtoSeconds=0.5");
	expect(crossed.code).toBe(4);
	expect(crossed.thresholds).toMatchObject([{ name: "rtoSeconds", limit: 0.5, held: false }]);
	const held = ["--threshold=rtoSeconds=60", "--threshold=persistP99Seconds=1"];
	const kept = await judgedAs(good, ...held);
	expect(kept.code).toBe(0);
	expect(kept.thresholds).toHaveLength(2);
	expect(await judgedAs(good, "--expect", "noFork=unknown")).toMatchObject({
		code: 4,
		expectations: [{ property: "noFork", verdict: "unknown", met: false }],
	});
});

test("a bare history is judged as its run is, and without what shows its end it is unknown", async () => {
	const bare = await bareOf(good);
	const whole = await judgedAs(bare);
	expect(whole).toMatchObject({ code: 0, intervalSeconds: 1 });
	expect(whole.identities).toEqual(["pod-0", "pod-1", "pod-2"]);
	const file = join(bare, "operations.ndjson");
	expect(await judgedAs(file)).toMatchObject({ code: 0, folder: file });
	expect(await judgedAs(bare, "--replicas", "5")).toMatchObject({
		code: 5,
		verdicts: { durability: "unknown" },
	});
	await rm(join(bare, "events.ndjson"));
	const alone = await judgedAs(bare);
	expect(alone.code).toBe(5);
	expect(alone.doubts[0]).toMatch(/^Nobody confirmed that record /);
	const given = ["events", "reads"].flatMap((name) => [`--${name}`, join(good, `${name}.ndjson`)]);
	expect((await judgedAs(file, ...given)).code).toBe(0);
});

test("a folder that was changed says nothing of anybody, and ends with 1, violated or not", async () => {
	const changes: [string, (folder: string) => Promise<void>][] = [
		["a line too many", (f) => appendFile(join(f, "reads.ndjson"), "{}\n")],
		["metrics", (f) => writeFile(join(f, "metrics.csv"), "")],
		["missing", (f) => rm(join(f, "operations.ndjson"))],
		["damaged", (f) => appendFile(join(f, "operations.ndjson"), '{"pod')],
	];
	for (const folder of [good, lossy]) {
		for (const [what, change] of changes) {
			const edited = await copyOf(folder);
			await change(edited);
			const judged = await judgedAs(edited);
			expect([what, judged.code]).toEqual([what, 1]);
			expect(judged.changes).toHaveLength(1);
			expect(judged.doubts).toContain(judged.changes[0]);
			expect(Object.values(judged.verdicts)).not.toContain("holds");
		}
	}
});

test("a history that was damaged as it was written is judged up to there, and isn't whole", async () => {
	const damaged = await copyOf(good);
	const file = join(damaged, "operations.ndjson");
	const lines = (await readFile(file, "utf8")).split("\n");
	lines[200] = "not a record";
	await writeFile(file, lines.join("\n"));
	const run = JSON.parse(await readFile(join(damaged, "run.json"), "utf8"));
	await rm(join(damaged, "run.json"));
	run.files = await stampsOf(damaged);
	await writeFile(join(damaged, "run.json"), JSON.stringify(run));
	const judged = await judgedAs(damaged);
	expect(judged.code).toBe(5);
	expect(judged.doubts.join("\n")).toMatch(/operations\.ndjson, line 201: /);
	expect(judged.remarks).toEqual([expect.stringMatching(/^run\.json says .*durability holds.*edited\.$/)]);
});

test("what a run says itself counts, whatever else is asked", async () => {
	expect(await judgedAs(good, "--replicas", "9")).toMatchObject({
		code: 0,
		remarks: [expect.stringMatching(/^--replicas and --interval are for /)],
	});
});

test("what a history holds doesn't steer a terminal", async () => {
	const bare = await bareOf(good);
	const file = join(bare, "operations.ndjson");
	const text = await readFile(file, "utf8");
	await writeFile(file, text.replaceAll('"pod-1"', '"pod\\u001b[2J"'));
	const { stdout } = await judging(bare);
	expect(stdout).toContain("pod\ufffd[2J");
	expect(stdout).not.toContain("\u001b");
});

test("records that come twice are fine", async () => {
	const bare = await bareOf(good);
	const file = join(bare, "operations.ndjson");
	await appendFile(file, await readFile(file));
	expect((await judgedAs(bare)).code).toBe(0);
});

test("what k6 saw counts when its run is judged again", async () => {
	const folder = await writeExampleRun(root, { ...exampleRun(), k6Summary: k6Summary(2, 0) }, { stack: "k6-3" });
	expect(await judgedAs(folder)).toMatchObject({
		code: 3,
		verdicts: { chain: "violated" },
		remarks: [],
	});
});

test("what can't be read is told in one sentence, and spoils no other", async () => {
	const noRun = await copyOf(good);
	await writeFile(join(noRun, "run.json"), "{");
	const old = await copyOf(good);
	await writeFile(join(old, "run.json"), '{"schemaVersion":2}');
	const wrong: [string, RegExp][] = [
		[join(root, "nowhere"), /^There is no .*nowhere: name a run's folder/],
		[join(good, ".."), /is no run, but has runs in it: name one, for example /],
		[join(root, "results"), /has neither a run\.json nor an operations\.ndjson/],
		[join(good, "metrics.csv"), /is no history of operations/],
		[noRun, /run\.json: .*JSON/],
		[old, /run\.json has version 2 of the results' format/],
	];
	for (const [path, sentence] of wrong) {
		const { code, stdout, stderr } = await judging(path);
		expect([path, code, stdout]).toEqual([path, 1, ""]);
		expect(stderr).toMatch(sentence);
		expect(stderr.trimEnd().split("\n")).toHaveLength(1);
	}
	const { code, stdout } = await judging(join(root, "nowhere"), good);
	expect(code).toBe(1);
	expect(stdout).toContain("durability");
});

test("misuse ends with 2, in one sentence and the usage, and nothing on standard output", async () => {
	const misused = [
		[],
		["--nonsense", good],
		["--threshold", "speed=1", good],
		["--threshold", "rtoSeconds=fast", good],
		["--expect", "durability=maybe", good],
		["--export", "csv", good],
		["--export", "edn", good, lossy],
		["--json", "--junit", good],
		["--html", "a.html", good, lossy],
		["--html", "a.html", "--export", "edn", good],
		["--html=", good],
		["--replicas", "0", good],
		["--interval", "", good],
	];
	for (const args of misused) {
		const { code, stdout, stderr } = await judging(...args);
		expect([args, code, stdout]).toEqual([args, 2, ""]);
		expect(stderr).toContain("Usage: npx holdfast judge");
	}
	const help = await judging("--help");
	expect(help.code).toBe(0);
	expect(help.stdout).toContain("Exit codes: ");
});

test("JUnit goes to standard output, or into a file beside what people read", async () => {
	const { code, stdout } = await judging(good, lossy, "--junit");
	expect(code).toBe(3);
	expect(stdout).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/);
	expect(stdout.match(/<testsuite /g)).toHaveLength(2);
	const file = join(root, "out.xml");
	const beside = await judging("--junit", file, good, lossy);
	expect(beside.stdout).toContain("VIOLATED");
	expect(await readFile(file, "utf8")).toBe(stdout);
});

test("a plot goes into a file of its own, of a run and of a bare history, beside what is printed", async () => {
	const file = join(root, "plot.html");
	const { code, stdout, stderr } = await judging(good, "--html", file);
	expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
	expect(stdout).toBe((await judging(good)).stdout);
	const page = await readFile(file, "utf8");
	expect(page).toMatch(/^<!doctype html>/);
	expect(page).toContain("1 delete-pods");
	const bare = await bareOf(good);
	await rm(join(bare, "events.ndjson"));
	const alone = await judging(join(bare, "operations.ndjson"), "--json", "--html", file);
	expect(JSON.parse(alone.stdout)).toMatchObject({ exitCode: alone.code });
	expect(await readFile(file, "utf8")).toContain("There are no events");
	await writeFile(join(bare, "operations.ndjson"), "");
	expect((await judging(bare, "--html", file)).code).toBe(5);
	expect(await readFile(file, "utf8")).toContain("nothing to draw");
});

test("a plot that can't be written ends with 1 and one sentence", async () => {
	for (const file of [join(root, "nowhere", "plot.html"), root]) {
		const { code, stdout, stderr } = await judging(good, "--html", file);
		expect([code, stdout]).toEqual([1, ""]);
		expect(stderr).toMatch(/^--html can't write .*: .*\. Name a file.*\.?\n$/);
		expect(stderr).toContain(file);
	}
});

test("other checkers get the history, and the doubts about the ends of its processes", async () => {
	const porcupine = await judging(good, "--export", "porcupine");
	const registers = porcupine.stdout.trimEnd().split("\n");
	expect(registers.map((line) => JSON.parse(line))).toMatchObject(
		["pod-0", "pod-1", "pod-2"].map((key) => ({ key, missing: [] })),
	);
	const edn = await judging(good, "--export=edn");
	expect(edn.code).toBe(0);
	expect(edn.stdout).toMatch(/^\{:index 0, :time 0, /);
	const bare = await bareOf(good);
	await rm(join(bare, "events.ndjson"));
	const open = await judging(bare, "--export", "porcupine");
	expect(open.stdout).toContain('"missing":["Nobody confirmed that record');
	const edited = await copyOf(good);
	await appendFile(join(edited, "events.ndjson"), "\n");
	const changed = await judging(edited, "--export", "edn");
	expect(changed.code).toBe(1);
	expect(changed.stdout).toContain("is left out: ");
});

test("whoever reads the output may stop reading", async () => {
	const paths = Array<string>(20).fill(good);
	const child = spawn(process.execPath, [join(import.meta.dirname, "judge.ts"), "--export", "edn", paths[0] as string]);
	child.stdout.once("data", () => child.stdout.destroy());
	let stderr = "";
	child.stderr.on("data", (chunk) => {
		stderr += chunk;
	});
	const code = await new Promise((resolve) => child.on("close", resolve));
	expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
});
