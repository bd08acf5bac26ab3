import type { ReportedRun } from "./report.ts";

/** Whether the record of a run is whole, and whether its numbers are to be trusted. */
export function statusText({
	manifest,
	damaged,
}: Pick<ReportedRun, "manifest" | "damaged">): string {
	const words = [
		manifest.status === "complete" ? "complete" : "INCOMPLETE",
		...(damaged ? ["DAMAGED"] : []),
		...(manifest.trust?.trusted === false ? ["UNTRUSTED"] : []),
	];
	return words.join(", ");
}
