import { type Kept, keptOf } from "../../digest/kept.ts";
import type { MetricName, MetricRow } from "../../digest/rows.ts";
import type { Verdicts } from "../../schema/run.ts";

/** What a made-up method is like; seconds, bytes, cores. */
type Character = {
	rto: number;
	/** Runs in which a Pod never came back, of each five. */
	gone?: number;
	missed: number;
	memory: number;
	cpu: number;
	persist: number;
	rpo?: number;
};

/** Many lie close together, as methods with the same store do. Nothing here was measured. */
const characters: Readonly<Record<string, Character>> = {
	central: { rto: 0.8, missed: 0, memory: 190e6, cpu: 0.07, persist: 0.004 },
	decentral: { rto: 4.7, missed: 2, memory: 680e6, cpu: 0.33, persist: 0.016 },
	hybrid: { rto: 1.1, missed: 1, memory: 470e6, cpu: 0.25, persist: 0.012 },
	"decentral-etcd": {
		rto: 2.1,
		missed: 1,
		memory: 420e6,
		cpu: 0.22,
		persist: 0.009,
	},
	"central-etcd": {
		rto: 0.85,
		missed: 0,
		memory: 230e6,
		cpu: 0.12,
		persist: 0.007,
	},
	volume: {
		rto: 1.3,
		gone: 3,
		missed: 0,
		memory: 125e6,
		cpu: 0.05,
		persist: 0.003,
	},
	standby: { rto: 0.4, missed: 0, memory: 330e6, cpu: 0.11, persist: 0.004 },
	none: {
		rto: 0.5,
		missed: 0,
		memory: 120e6,
		cpu: 0.04,
		persist: 0.0004,
		rpo: 17,
	},
	lying: {
		rto: 0.9,
		missed: 0,
		memory: 210e6,
		cpu: 0.09,
		persist: 0.005,
		rpo: 3,
	},
	study: { rto: 18, missed: 3, memory: 1300e6, cpu: 0.8, persist: 0.06 },
	toy: { rto: 0.82, missed: 0, memory: 195e6, cpu: 0.07, persist: 0.0041 },
	another: { rto: 0.79, missed: 0, memory: 185e6, cpu: 0.07, persist: 0.0042 },
};

export const syntheticModes = Object.keys(characters);

/** How long a Pod that never came back was waited for. */
export const waitedSeconds = 28;

const holds: Verdicts = {
	chain: "holds",
	durability: "holds",
	monotonic: "holds",
	noFork: "holds",
	fresh: "holds",
	noPhantom: "holds",
};

/** Made-up numbers of the first so many methods, and what they kept; the same arguments give the same ones. */
export function syntheticMethods({
	modes = syntheticModes,
	sizes = [5, 9],
	runs = 5,
}: {
	modes?: readonly string[];
	sizes?: readonly number[];
	runs?: number;
} = {}): { metrics: MetricRow[]; kept: Kept[] } {
	const metrics: MetricRow[] = [];
	const cells = modes.flatMap((mode) =>
		sizes.map((replicas) => ({
			mode,
			replicas,
			judged: Array.from({ length: runs }, (_, number) => {
				const run = `${mode}-${replicas}/${number}`;
				const of = characters[mode];
				if (of === undefined) throw new Error(`No such method: ${mode}.`);
				metrics.push(...rowsOf(of, { mode, replicas, run }, number));
				const verdicts: Verdicts = of.rpo
					? { ...holds, durability: "violated" }
					: holds;
				return { run, verdicts };
			}),
		})),
	);
	return { metrics, kept: keptOf(cells, metrics) };
}

function rowsOf(
	{ rto, gone = 0, missed, memory, cpu, persist, rpo = 0 }: Character,
	run: Pick<MetricRow, "mode" | "replicas" | "run">,
	number: number,
): MetricRow[] {
	const load = 1 + run.replicas / 40;
	// From −8 to +8 %, another order in each method.
	const about = (value: number, salt: number) =>
		value *
		(1 + 0.04 * (((number * 3 + salt + run.mode.length) % 5) - 2)) *
		load;
	const values: [MetricName, number][] = [
		["rpoWorst", rpo],
		["missedWorst", missed],
		["memoryTotal", about(memory, 1)],
		["cpuTotal", about(cpu, 2)],
		["persistP50", about(persist / 3, 3)],
		["persistP99", about(persist, 4)],
		["retrieveP50", about(persist / 4, 1)],
		["startupMean", about(rto, 2)],
	];
	return [
		...values.map(([metric, value]) => ({
			...run,
			metric,
			view: "settled" as const,
			value,
		})),
		{
			...run,
			metric: "rtoSlowest",
			view: "settled",
			...(number % 5 < gone
				? { value: null, atLeast: waitedSeconds }
				: { value: about(rto, 0) }),
		},
	];
}
