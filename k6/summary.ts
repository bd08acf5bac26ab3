/** The part of k6's summary data that is looked at. */
export type Summary = {
	metrics: {
		[name: string]: {
			values: { [statistic: string]: number };
			thresholds?: { [expression: string]: { ok: boolean } };
		};
	};
};

/**
 * A run's end for people, in a few lines; nothing of a run that never began, which k6's error
 * explains.
 */
export function summaryText({ metrics }: Summary): string {
	const value = (metric: string, statistic: string) => metrics[metric]?.values[statistic] ?? 0;
	if (value("holdfast_reads", "count") === 0) return "";
	const seconds = (metric: string) =>
		metrics[metric]
			? `median ${value(metric, "med").toFixed(2)} s, at most ${value(metric, "max").toFixed(2)} s`
			: "none deleted";
	const failed = Object.entries(metrics).flatMap(([name, { thresholds }]) =>
		Object.entries(thresholds ?? {})
			.filter(([, { ok }]) => !ok)
			.map(([expression]) => `${name} ${expression}`),
	);
	return [
		"",
		`  states read                ${value("holdfast_reads", "count")}, and ${value("holdfast_away", "count")} times a replica was away`,
		`  not on their chain         ${value("holdfast_chain_violations", "count")}`,
		`  gone backwards             ${value("holdfast_backwards", "count")}`,
		`  Ready again after          ${seconds("holdfast_ready_again_seconds")}`,
		`  next state after           ${seconds("holdfast_recovery_seconds")}`,
		`  never whole again          ${value("holdfast_unrecovered", "count")}`,
		failed.length === 0 ? "  every threshold holds" : `  BROKEN: ${failed.join(", ")}`,
		"",
		"",
	].join("\n");
}
