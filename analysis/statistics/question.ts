import { type MetricName, metricNames } from "../digest/metrics.ts";

/** What is asked of two modes: which has the lower number. */
export type Question = { first: string; second: string; metric: MetricName };

/** Short words for the metrics that summaries tell of; every other metric goes by its own name. */
const words: Readonly<Record<string, MetricName>> = {
	rto: "rtoSlowest",
	rpo: "rpoWorst",
	missed: "missedWorst",
	persist: "persistP50",
	retrieve: "retrieveP50",
	startup: "startupMean",
	memory: "memoryTotal",
	cpu: "cpuTotal",
};

/**
 * `decentral vs central: rto`.
 *
 * @param modes that are run
 * @throws Error in one sentence that says what is wrong and what can be asked
 */
export function readQuestion(text: string, modes: readonly string[]): Question {
	const [, first, second, word] = /^\s*(\S+)\s+vs\.?\s+([^\s:]+)\s*:\s*(\S.*?)\s*$/i.exec(text) ?? [];
	if (first === undefined || second === undefined || word === undefined) {
		throw new Error(`--question "${text}" is no question: ask as in "decentral vs central: rto".`);
	}
	for (const mode of [first, second]) {
		if (!modes.includes(mode)) {
			throw new Error(`--question "${text}" asks about ${mode}, which isn't run: --modes has ${modes.join(", ")}.`);
		}
	}
	if (first === second) {
		throw new Error(`--question "${text}" compares ${first} with itself: name two modes.`);
	}
	const metric = metricOf(word);
	if (metric === undefined) {
		throw new Error(
			`--question "${text}": there is no metric ${word}; ask for ${[...Object.keys(words), ...metricNames].join(", ")}.`,
		);
	}
	return { first, second, metric };
}

/** As `readQuestion` reads it. */
export function questionText({ first, second, metric }: Question): string {
	const word = Object.keys(words).find((each) => words[each] === metric) ?? metric;
	return `${first} vs ${second}: ${word}`;
}

function metricOf(word: string): MetricName | undefined {
	const asked = word.toLowerCase();
	return Object.hasOwn(words, asked) ? words[asked] : metricNames.find((name) => name.toLowerCase() === asked);
}
