import type { LabEvent } from "../../schema/event.ts";
import type { OperationRecord } from "../../schema/operation.ts";
import type { ReadRecord } from "../../schema/read.ts";

type Heard = {
	records: Iterable<Pick<OperationRecord, "pod">>;
	reads: readonly ReadRecord[];
	events: readonly LabEvent[];
};

const numbered = /^(.*-)\d+$/;

/**
 * The identities of a history that nobody describes: all that operated, were read, or told of
 * themselves, in order of their names. Where there are to be `replicas` of them and their names are
 * numbered, as `pod-0` is, those that nothing is heard of are among them.
 */
export function identitiesIn({ records, reads, events }: Heard, replicas?: number): string[] {
	const found = new Set<string>();
	for (const { pod } of records) found.add(pod);
	for (const { pod } of reads) found.add(pod);
	for (const { pod, source } of events) {
		if (source === "application" && pod !== undefined) found.add(pod);
	}
	const stems = new Set(Array.from(found, (pod) => numbered.exec(pod)?.[1] ?? null));
	const [stem] = found.size === 0 ? ["pod-"] : stems;
	if (replicas !== undefined && stems.size <= 1 && typeof stem === "string") {
		for (let i = 0; i < replicas; i++) found.add(`${stem}${i}`);
	}
	return [...found].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
}

/** Why there are not as many identities as there are to be, one sentence; null where there are. */
export function describeCount(identities: readonly string[], replicas: number | undefined): string | null {
	if (replicas === undefined || identities.length === replicas) return null;
	return `The history tells of ${identities.length} identities, and there are to be ${replicas}.`;
}
