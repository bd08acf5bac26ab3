import { afterEach, beforeEach, expect, test } from "vitest";
import type { LabEvent } from "../../schema/event.ts";
import type { LabDescription } from "../../schema/labDescription.ts";
import type { Display } from "./display.ts";
import type { News } from "./fold.ts";
import { type ObserverFixture, serveObserver } from "./observer.fixture.ts";
import { madeUpLab, madeUpRun, newsBetween, startedAt } from "./run.fixture.ts";
import type { WatchState } from "./state.ts";
import { type WatchOptions, watchRun } from "./watchRun.ts";

let observer: ObserverFixture;
beforeEach(async () => {
	observer = await serveObserver();
});
afterEach(() => observer.close());

function lab(changes: Partial<LabDescription> = {}): LabDescription {
	return {
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
		resultsFolder: "/made/up",
		...changes,
	};
}

/** Does something after each look. */
function displayThat(after: (looks: number) => Promise<void>) {
	const shown: { state: WatchState; now: number; notice: string | null }[] = [];
	const events: LabEvent[] = [];
	const display: Display = {
		show(state, now, news, notice) {
			shown.push({ state, now, notice });
			events.push(...news);
			// Rejections end the test, as they end its process.
			void after(shown.length);
		},
		close() {},
	};
	return { display, shown, events };
}

const quiet = async () => {};

function options(changes: Partial<WatchOptions> = {}): WatchOptions {
	return {
		signal: new AbortController().signal,
		deadline: 0,
		waiting: () => {},
		everySeconds: 0.02,
		...changes,
	};
}

/** The made-up run in pieces; it began 30 s ago. */
function pieces(): [start: News, middle: News, end: News] {
	const run = madeUpRun();
	const start = Date.now() / 1000 - 30;
	const piece = (from: number, to: number) => startedAt(newsBetween(run, from, to), start);
	return [piece(0, 11), piece(11, 25), piece(25, 42)];
}

test("a run is followed to its end, every event is shown once, and the end says where the results will be", async () => {
	const [start, middle, end] = pieces();
	await observer.tell(start);
	const { display, shown, events } = displayThat(async (looks) => {
		if (looks === 1) await observer.tell(middle);
		if (looks === 3) await observer.tell(end);
	});
	const sentence = await watchRun(lab(), display, options());
	expect(sentence).toBe("The run has ended. Once collected, its results are in /made/up/central-3/latest");
	expect(events).toEqual([...start.events, ...middle.events, ...end.events]);
	const last = shown.at(-1);
	expect(last?.state.replicas.map(({ index }) => index)).toEqual([39, 37, 39]);
	expect(last?.now).toBe(last?.state.run?.ended);
	const known = [start, middle, end].flatMap((piece) => [...piece.events, ...piece.operations]);
	const bytes = known.map((each) => JSON.stringify(each).length + 1);
	expect(observer.answeredBytes.reduce((a, b) => a + b)).toBe(bytes.reduce((a, b) => a + b));
});

test("a run that was aborted says so, and one by hand that nobody collects it", async () => {
	const [start] = pieces();
	const ended: LabEvent = {
		time: Date.now() / 1000,
		source: "chaos",
		event: "run-ended",
		detail: "aborted after 3.0 s of 40 s",
	};
	await observer.tell(start);
	const { display } = displayThat(async (looks) => {
		if (looks === 1) await observer.tell({ events: [ended] });
	});
	const sentence = await watchRun(lab({ protocol: null }), display, options());
	expect(sentence).toMatch(
		/^The run has ended \(aborted after 3\.0 s of 40 s\)\. .* node analysis\/collect\.ts --help\.$/,
	);
});

test("without a run, that is said in one sentence, with what to do", async () => {
	const { display, shown } = displayThat(quiet);
	await expect(watchRun(lab(), display, options())).rejects.toThrow(
		"No run of central-3 is going on: none has begun yet. Begin one (npx holdfast rerun central-3), or wait for it (npx holdfast watch --wait 60).",
	);
	for (const piece of pieces()) await observer.tell(piece);
	await expect(watchRun(lab(), display, options())).rejects.toThrow(/the last one ended -?\d+ s ago\./);
	expect(shown).toEqual([]);
});

test("a run that is waited for is followed once it begins, and what came before it isn't shown", async () => {
	const [start, middle, end] = pieces();
	const before: LabEvent = {
		time: (start.events[0]?.time ?? 0) - 5,
		source: "kubernetes",
		event: "ready",
		pod: "pod-0",
	};
	await observer.tell({ events: [before] });
	const told: string[] = [];
	const { display, events } = displayThat(async (looks) => {
		if (looks === 1) await observer.tell(end);
	});
	await watchRun(
		lab(),
		display,
		options({
			deadline: Date.now() + 20_000,
			waiting(sentence) {
				told.push(sentence);
				void observer.tell(start).then(() => observer.tell(middle));
			},
		}),
	);
	expect(told).toEqual(["Waiting up to 20 s for a run of central-3 to begin …"]);
	expect(events[0]).toEqual(start.events[0]);
});

test("an observer that falls silent is told of, and given up after a while", async () => {
	const [start] = pieces();
	const gone = await serveObserver();
	await gone.tell(start);
	const { display, shown } = displayThat(async (looks) => {
		if (looks === 1) await gone.close();
	});
	const watching = watchRun(lab({ observer: gone.url }), display, options({ silentSeconds: 1 }));
	await expect(watching).rejects.toThrow(
		/operations\.ndjson doesn't answer: .* Is the lab still up\? It has been silent for \d+ s\.$/,
	);
	expect(shown[0]?.notice).toBeNull();
	expect(shown.at(-1)?.notice).toMatch(/doesn't answer/);
	// Nothing is late only because nobody could be asked.
	expect(new Set(shown.map(({ now }) => now)).size).toBe(1);
});

test("an observer that never answers is given up at once", async () => {
	const gone = await serveObserver();
	await gone.close();
	const { display } = displayThat(quiet);
	await expect(watchRun(lab({ observer: gone.url }), display, options())).rejects.toThrow(
		/doesn't answer: .*ECONNREFUSED/,
	);
});

test("a signal ends the watching", async () => {
	const [start] = pieces();
	await observer.tell(start);
	const stop = new AbortController();
	const { display, shown } = displayThat(async () => stop.abort());
	await expect(watchRun(lab(), display, options({ signal: stop.signal }))).rejects.toThrow(/aborted/);
	expect(shown.length).toBe(1);
});
