import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type ObserverFixture, serveObserver } from "../analysis/watch/observer.fixture.ts";
import { madeUpLab, madeUpRun, newsBetween, startedAt } from "../analysis/watch/run.fixture.ts";

// Each starts a process of its own.
vi.setConfig({ testTimeout: 30_000 });

let folder: string;
let observer: ObserverFixture;
beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), "holdfast-watch-"));
	observer = await serveObserver();
});
afterEach(async () => {
	rmSync(folder, { recursive: true });
	await observer.close();
});

function labFile(): string {
	const file = join(folder, "lab.json");
	const description = {
		...madeUpLab(),
		mode: "central",
		run: "1",
		seed: 42,
		namespace: "holdfast",
		observer: observer.url,
		prometheus: observer.url,
		store: { name: "pouchdb-server", version: "4.2.0" },
		versions: {},
		images: {},
		standIns: [],
		platform: "native",
		resultsFolder: folder,
	};
	writeFileSync(file, JSON.stringify(description));
	return file;
}

function watch(...parameters: string[]) {
	const child = spawn(process.execPath, [join(import.meta.dirname, "watch.ts"), ...parameters]);
	const ended = Promise.all([
		text(child.stdout),
		text(child.stderr),
		new Promise<number | null>((resolve) => child.on("exit", resolve)),
	]).then(([stdout, stderr, code]) => ({ stdout, stderr, code }));
	return { child, ended };
}

test("without a lab it says so in one sentence, after the wait if there is one", async () => {
	const file = join(folder, "none.json");
	const sentence = new RegExp(`^No lab is up: ${file} can't be read .*\\n$`);
	const at = await watch("--lab", file).ended;
	expect(at).toMatchObject({ stdout: "", code: 1 });
	expect(at.stderr).toMatch(sentence);
	const later = await watch("--lab", file, "--wait", "0.5").ended;
	expect(later.code).toBe(1);
	const [waiting, ...rest] = later.stderr.split("\n");
	expect(waiting).toBe("Waiting up to 1 s for a lab to be up …");
	expect(rest.join("\n")).toMatch(sentence);
});

test("a wait that is no number is refused", async () => {
	const { stderr, code } = await watch("--wait", "soon").ended;
	expect(code).toBe(1);
	expect(stderr).toBe('--wait must be a number of seconds from 0 to 86400, not "soon".\n');
});

test("--once prints one frame, without colours or anything else that a terminal obeys, and ends", async () => {
	const run = newsBetween(madeUpRun(), 0, 11);
	await observer.tell(startedAt(run, Date.now() / 1000 - 11));
	const { stdout, stderr, code } = await watch("--once", "--lab", labFile()).ended;
	expect({ stderr, code }).toEqual({ stderr: "", code: 0 });
	expect(stdout).toMatch(/^central-3: \d+ s of 40 s, protocol quick\n/);
	expect(stdout).toMatch(/^pod-1 .* starting$/m);
	expect(stdout.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
});

test("a run is followed to its end, line by line where there is no terminal", async () => {
	const start = Date.now() / 1000 - 35;
	await observer.tell(startedAt(newsBetween(madeUpRun(), 0, 35), start));
	const { child, ended } = watch("--lab", labFile());
	child.stdout.once("data", () => {
		void observer.tell(startedAt(newsBetween(madeUpRun(), 35, 41), start));
	});
	const { stdout, stderr, code } = await ended;
	expect({ stderr, code }).toEqual({ stderr: "", code: 0 });
	const lines = stdout.trimEnd().split("\n");
	expect(lines[0]).toMatch(/^\+0\.00 s {2}run-started {2}seed 42/);
	expect(lines.at(-3)).toBe("+40.00 s  run-ended");
	expect(lines.at(-1)).toBe(`The run has ended. Once collected, its results are in ${folder}/central-3/latest`);
});

test("Ctrl-C ends it at once, and nothing more is said", async () => {
	const start = Date.now() / 1000 - 5;
	await observer.tell(startedAt(newsBetween(madeUpRun(), 0, 5), start));
	const { child, ended } = watch("--lab", labFile());
	child.stdout.once("data", () => child.kill("SIGINT"));
	const { stderr, code } = await ended;
	expect({ stderr, code }).toEqual({ stderr: "", code: 130 });
});
