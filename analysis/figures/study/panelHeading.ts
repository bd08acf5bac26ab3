import { counted } from "../../counted.ts";
import { modeStyle } from "../palette.ts";

/**
 * For example `a  central: 3 runs with 5 replicas, 3 with 21`.
 *
 * @param position of the panel, which gives its letter
 * @param runsOfSizes number of replicas and of runs with them
 */
export function panelHeading(
	position: number,
	mode: string,
	runsOfSizes: readonly (readonly [replicas: number, runs: number])[],
): string {
	const letter = String.fromCharCode("a".charCodeAt(0) + position);
	const runs = runsOfSizes.map(([replicas, count], i) => {
		const much = count === 0 ? "none" : i === 0 ? counted(count, "run") : count;
		return `${much} with ${replicas}${i === 0 ? " replicas" : ""}`;
	});
	return `${letter}) ${modeStyle(mode).label}: ${runs.join(", ")}`;
}
