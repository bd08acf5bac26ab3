/** An acknowledged update: when its interval was due, in run time. */
export type Due = { pod: string; intendedSeconds: number };

/**
 * Intervals of the measured period in which a Pod persisted nothing that was acknowledged, per Pod. Counted from the
 * history by the gaps between intended times, so that intervals that were never begun count as well.
 *
 * @param pods all Pods that should have persisted; one without any update missed everything
 */
export function missedIntervals(
	acknowledged: readonly Due[],
	pods: Iterable<string>,
	durationSeconds: number,
	intervalSeconds: number,
): Map<string, number> {
	const due = new Map<string, number[]>();
	for (const pod of pods) due.set(pod, []);
	for (const { pod, intendedSeconds } of acknowledged) {
		due.get(pod)?.push(intendedSeconds);
	}
	return new Map(
		[...due].map(([pod, times]) => {
			const points = [0, ...times.sort((a, b) => a - b), durationSeconds];
			let missed = 0;
			for (let i = 1; i < points.length; i++) {
				const gap = (points[i] as number) - (points[i - 1] as number);
				// A Pod's phase within the interval is unknown, hence the rounding.
				missed += Math.max(0, Math.round(gap / intervalSeconds) - 1);
			}
			return [pod, missed];
		}),
	);
}
