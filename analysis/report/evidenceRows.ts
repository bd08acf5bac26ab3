import type { EvidenceEntry, Property, Verdict } from "../schema/run.ts";
import type { DetailedRun } from "./report.ts";
import { unknownsOf } from "./unknowns.ts";

/** What a run's verdict of one property rests on. */
export type EvidenceRow = {
	property: Property;
	verdict: Verdict;
	/** Of all identities together; null where no history was judged. */
	observations: number | null;
	/** What is said of the identity that decides it: the one with the worst verdict, and of these the one that was observed least. */
	because: string;
};

type Judged = Pick<
	DetailedRun["manifest"],
	"verdicts" | "evidence" | "violations"
>;

const severity: readonly Verdict[] = ["violated", "unknown", "holds"];

/** A row for each property, in the order of the verdicts. */
export function evidenceRows(manifest: Judged): EvidenceRow[] {
	const { verdicts, evidence = [] } = manifest;
	return (Object.keys(verdicts) as Property[]).map((property) => {
		const verdict = verdicts[property];
		const entries = evidence.filter((each) => each.property === property);
		const [weakest] = entries.toSorted(
			(a, b) =>
				severity.indexOf(a.verdict) - severity.indexOf(b.verdict) ||
				a.observations - b.observations,
		);
		return {
			property,
			verdict,
			observations:
				weakest === undefined
					? null
					: entries.reduce((sum, { observations }) => sum + observations, 0),
			because:
				weakest?.verdict === verdict
					? sentenceOf(weakest)
					: withoutEntry(manifest, property),
		};
	});
}

function sentenceOf({ pod, because }: EvidenceEntry): string {
	return because.includes(pod) ? because : `${pod}: ${because}`;
}

/** Only k6's readers tell of it. */
function withoutEntry(manifest: Judged, property: Property): string {
	switch (manifest.verdicts[property]) {
		case "violated":
			return (
				manifest.violations?.find((each) => each.property === property)
					?.summary ?? "k6's readers saw it."
			);
		case "unknown":
			return (
				unknownsOf(manifest).find(({ properties }) =>
					properties.includes(property),
				)?.because ?? ""
			);
		case "holds":
			return "k6's readers saw nothing else; no operation history was judged.";
	}
}
