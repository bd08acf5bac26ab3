/** A number of the study's as it gives it, beside ours. */
type StudyValue = { measure: string; value: string };

/** The study that Holdfast reproduces. */
export const study =
	"A. Gschnitzer, Differences in fault-tolerant methods in stateful container-based fog applications, Bachelor's thesis, TU Wien, 2022, sections 5.2 and 5.3";

/** Why its numbers can't be put beside ours without a thought, in any mode. */
const caveats = [
	"It ran on Kubernetes 1.21 and Node 16 and on other machines; its runs lasted 300 s with a failure at 60 s.",
	"Its startup delays are averages over its deployments of 5 to 21 replicas.",
	"Its restart times leave out what Kubernetes needs to deploy the Pod again, so they are no recovery times, and it reports neither RPO nor RTO.",
] as const;

const caveatsOfMode: Readonly<Record<string, readonly string[]>> = {
	central: ["Its 20–25 MB of memory are not those of today's runtimes."],
	decentral: [
		"Its consensus replica was a Spring Boot application with Hazelcast 4.2 embedded; here a small sidecar and a bare Hazelcast member share its work.",
		"Its memory is that of a whole Pod, to be put beside our application's and what the method adds together; the 20–25 MB that it is compared with are not those of today's runtimes.",
	],
};

/** Why the study's numbers of a mode can't be put beside ours without a thought. */
export function studyCaveats(mode: string): readonly string[] {
	return [...caveats, ...(caveatsOfMode[mode] ?? [])];
}

/** What the study reports, by mode; empty for a mode it doesn't know. */
export function studyValues(mode: string): readonly StudyValue[] {
	return valuesOfMode[mode] ?? [];
}

const valuesOfMode: Readonly<Record<string, readonly StudyValue[]>> = {
	central: [
		{
			measure: "Persist latency",
			value: "40–50 ms, outliers 60 ms; up to 80 ms after the crash",
		},
		{ measure: "Retrieve latency", value: "18–23 ms, at most 28 ms" },
		{
			measure: "Startup delay",
			value: "0.22 s on average; restarts 37 % shorter",
		},
		{ measure: "Memory", value: "20–25 MB without the database" },
	],
	decentral: [
		{
			measure: "Persist latency",
			value:
				"starts near 180 ms, falls below 30 ms; up to 400 ms after the crash",
		},
		{
			measure: "Retrieve latency",
			value: "up to 80 ms, then 18–23 ms; up to 100 ms after the crash",
		},
		{
			measure: "Startup delay",
			value: "115.7 s on average; restarts 42 % shorter",
		},
		{
			measure: "Memory",
			value: "up to 6 times the 20–25 MB of the central mode",
		},
	],
};
