import type { LabEvent } from "../../schema/event.ts";
import type { ReadRecord } from "../../schema/read.ts";
import { type Finding, findingOf } from "../checker/finding.ts";
import { type Piece, RecordColumns } from "../checker/recordColumns.ts";
import type { Surroundings } from "../checker/surroundings.ts";
import { type Judgement, type JudgeOptions, judgeable, judgementOf } from "../checker.ts";

/** Identities that another thread judges, as threads can send them. */
export type Share = {
	surroundings: Surroundings;
	identities: { pod: string; pieces: readonly Piece[]; reads: readonly ReadRecord[] }[];
};

/**
 * The same as `judge`, of which another thread does half.
 *
 * @param judgeShare judges a share at the same time
 */
export async function judgeBeside(
	records: Map<string, RecordColumns>,
	events: readonly LabEvent[],
	identities: readonly string[],
	options: JudgeOptions,
	judgeShare: (share: Share) => Promise<Finding[]>,
): Promise<Judgement> {
	const { surroundings, reads } = judgeable(records, events, identities, options);
	const shareOf = (pods: readonly string[]): Share => ({
		surroundings,
		identities: pods.map((pod) => ({
			pod,
			pieces: records.get(pod)?.pieces ?? [],
			reads: reads.get(pod) ?? [],
		})),
	});
	const [mine, others] = halves(surroundings.doubts.pods, records);
	const beside = judgeShare(shareOf(others));
	const findings = findingsOfShare(shareOf(mine));
	return judgementOf(surroundings, [...findings, ...(await beside)]);
}

export function findingsOfShare({ surroundings, identities }: Share): Finding[] {
	return identities.map(({ pod, pieces, reads }) => {
		const records = new RecordColumns(pod, pieces).inPlace();
		return findingOf(pod, records, reads, surroundings);
	});
}

/** Two groups of identities with about as many records each. */
function halves(pods: readonly string[], records: ReadonlyMap<string, RecordColumns>): [string[], string[]] {
	const lengthOf = (pod: string) => records.get(pod)?.length ?? 0;
	const first = { pods: [] as string[], length: 0 };
	const second = { pods: [] as string[], length: 0 };
	for (const pod of pods.toSorted((a, b) => lengthOf(b) - lengthOf(a))) {
		const fewer = first.length <= second.length ? first : second;
		fewer.pods.push(pod);
		fewer.length += lengthOf(pod);
	}
	return [first.pods, second.pods];
}
