import type { ReadRecord } from "../../schema/read.ts";
import type { ProcessHistory } from "./history.ts";

/**
 * Processes that answered clients with states that their own histories don't show them to have loaded or had acknowledged: records of theirs
 * are missing. One sentence each.
 *
 * @param processes of the identity that was asked
 */
export function unheard(pod: string, processes: readonly ProcessHistory[], reads: readonly ReadRecord[]): string[] {
	const farthest = new Map<number, number>();
	for (const { process, operations } of processes) {
		let index = -1;
		for (const { answer } of operations) {
			// One that timed out may have been told to its client once it was found to be done.
			if (answer === null || answer.type === "fail") continue;
			index = Math.max(index, answer.index ?? -1);
		}
		farthest.set(process, index);
	}
	const worst = new Map<number, ReadRecord & { index: number }>();
	for (const read of reads) {
		const { kind, process, index } = read;
		if (kind === "stored" || index === null) continue;
		if (index <= (farthest.get(process) ?? -1)) continue;
		if (index > (worst.get(process)?.index ?? -1)) {
			worst.set(process, { ...read, index });
		}
	}
	return Array.from(worst.values(), ({ client, process, index }) => {
		const known = farthest.get(process);
		const instead =
			known === undefined
				? "of which the history has nothing"
				: known < 0
					? "which had none, as far as the history shows"
					: `which had got no further than ${known}, as far as the history shows`;
		return `${client} was answered state ${index} by ${pod}'s process ${process}, ${instead}.`;
	});
}
