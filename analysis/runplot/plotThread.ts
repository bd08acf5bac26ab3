import { Worker } from "node:worker_threads";
import type { AboutRun } from "./page.ts";
import type { Sketch } from "./sketch.ts";

/** A plot to be drawn and written; null: there are no more. */
export type PlotTask = { file: string; sketch: Sketch | null; about: AboutRun } | null;

/** Enough for one plot at a time; with what Node takes by itself, the report takes 250 MiB more. */
const youngMebibytes = 16;

/**
 * Draws plots of runs beside the thread that reads the runs: a plot takes as long as reading its
 * run does.
 */
export class PlotThread {
	readonly #worker = new Worker(new URL("./plotThreadTasks.ts", import.meta.url), {
		execArgv: [],
		resourceLimits: { maxYoungGenerationSizeMb: youngMebibytes },
	});
	readonly #ended: Promise<Error | null>;

	constructor() {
		// Where something else fails before the end, nobody waits for plots.
		this.#worker.unref();
		this.#ended = new Promise((resolve) => {
			this.#worker.once("error", (error) => resolve(error as Error)).once("exit", () => resolve(null));
		});
	}

	/** Takes a plot to be drawn, into a folder that is there. */
	draw(task: NonNullable<PlotTask>): void {
		this.#post(task);
	}

	/**
	 * Waits until all plots are written, and the thread has ended.
	 *
	 * @throws what drawing or writing one of them threw; those after it are missing
	 */
	async end(): Promise<void> {
		this.#worker.ref();
		this.#post(null);
		const error = await this.#ended;
		if (error !== null) throw error;
	}

	#post(task: PlotTask): void {
		this.#worker.postMessage(task);
	}
}
