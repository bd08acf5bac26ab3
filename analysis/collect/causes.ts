import type { Cause, RunManifest } from "../../schema/run.ts";

/**
 * A sentence that a run.json has of what is wrong with its run, and what can have brought it about.
 */
export type Reason = { text: string; cause: Cause };

/**
 * Sentences about what a method can bring about: its Pods never come up, its processes never get so
 * far as to say a word, or it keeps the machine so busy that steps are late. All others are about
 * the laboratory, its tools and the machine: an observer's gap, a Prometheus that doesn't answer,
 * an aborted scenario, other programs' load.
 */
const methodsDoing: readonly RegExp[] = [
	/^Prometheus has no samples of \S+\.$/,
	/^The history has no operation of \S+\.$/,
	/^The history has nothing of \S+'s process \S+, which was there\.$/,
	/^Nobody confirmed that record \d+ of \S+'s process \S+ was its last\b/,
	/^\S+ told nothing in the last \S+ s of the run, /,
	/^\S+ was lost at \S+, and no successor was heard of before the run ended\.$/,
	/^Nobody looked for the last update that \S+ had acknowledged\.$/,
	/^The run never started: /,
	/^The system never came up: /,
	/ of the steps outside faults began late /,
];

/** What can have brought about what a sentence of `incompleteBecause` or `trust.reasons` says. */
export function causeOf(sentence: string): Cause {
	return methodsDoing.some((pattern) => pattern.test(sentence)) ? "method" : "laboratory";
}

/** What a run.json says of what is wrong with its run. */
export type Told = Pick<RunManifest, "status" | "incompleteBecause" | "causes" | "trust">;

/**
 * Everything that is wrong with a run, first what is missing. Older run.json don't say the causes:
 * the sentences do.
 */
export function reasonsOf({ incompleteBecause, causes, trust }: Told): {
	incomplete: Reason[];
	untrusted: Reason[];
} {
	return {
		incomplete: withCauses(incompleteBecause, causes),
		untrusted: trust?.trusted === false ? withCauses(trust.reasons, trust.causes) : [],
	};
}

/**
 * Whether the laboratory has spoiled a run, so that it says nothing of the method. Only such a run
 * may be left out of statistics, or done again in its own place: what a method can bring about is a
 * result.
 */
export function isLaboratorys(manifest: Told): boolean {
	const { incomplete, untrusted } = reasonsOf(manifest);
	if (manifest.status === "incomplete" && incomplete.length === 0) return true;
	return [...incomplete, ...untrusted].some(({ cause }) => cause === "laboratory");
}

function withCauses(sentences: readonly string[], causes: readonly Cause[] | undefined): Reason[] {
	return sentences.map((text, i) => ({ text, cause: causes?.[i] ?? causeOf(text) }));
}
