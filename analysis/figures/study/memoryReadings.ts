import type { MemoryBin, Pods } from "../../digest/rows.ts";
import type { Reading } from "./overRuns.ts";

const bytesPerMegabyte = 1e6;

/**
 * Each run's memory (megabytes) over run time.
 *
 * @param what a container, `Pod` or `process`
 */
export function memoryReadings(
	memory: readonly MemoryBin[],
	what: string,
	pods: Pods,
): Reading[] {
	return memory
		.filter((bin) => bin.what === what && bin.pods === pods)
		.map(({ mode, replicas, run, seconds, bytes }) => ({
			mode,
			replicas,
			run,
			seconds,
			value: bytes / bytesPerMegabyte,
		}));
}
