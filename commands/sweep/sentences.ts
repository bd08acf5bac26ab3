import { overall } from "../../analysis/collect/verdicts.ts";
import type { Results } from "./attempt.ts";
import type { Estimate } from "./estimate.ts";

/** `75 s`, `25 min`, `4 h 10 min` */
export function duration(seconds: number): string {
	if (seconds < 90) return `${Math.round(seconds)} s`;
	const minutes = Math.round(seconds / 60);
	if (minutes < 90) return `${minutes} min`;
	const rest = minutes % 60;
	return `${Math.floor(minutes / 60)} h${rest === 0 ? "" : ` ${rest} min`}`;
}

/** `about 25 min (22 min to 31 min)`, or what little is known. */
export function estimated(estimate: Estimate): string {
	if (!estimate.known) {
		return `unknown yet, more than ${duration(estimate.least)}`;
	}
	const [least, likely, most] = [estimate.least, estimate.likely, estimate.most].map(duration);
	return least === most ? `about ${likely}` : `about ${likely} (${least} to ${most})`;
}

/** `safety holds`, or which properties are violated or unknown, and what was lost. */
export function verdictOf({ verdicts, loss }: Pick<Results, "verdicts" | "loss">): string {
	const verdict = overall(verdicts);
	if (verdict === "holds") return "safety holds";
	const which = Object.entries(verdicts)
		.filter(([, each]) => each === verdict)
		.map(([property]) => property)
		.join(", ");
	return verdict === "violated"
		? `safety VIOLATED (${which})${loss === null ? "" : `, ${loss}`}`
		: `safety unknown (${which})`;
}
