import type { EvidenceEntry, Property, Verdict } from "../../schema/run.ts";
import { thresholdSentence } from "../report/sentences.ts";
import { counts } from "./exitCodeOf.ts";
import type { Judged } from "./judged.ts";
import { xmlText } from "./xmlText.ts";

type Case = {
	classname: string;
	name: string;
	end: "passed" | "failure" | "skipped" | "error";
	/** Why it didn't pass. */
	message?: string;
	/** More of that. */
	details?: string;
};

/**
 * JUnit XML: a suite for each run, in it a case for each property and identity, and for each
 * threshold and expectation. Unknown is skipped, and so is what isn't promised.
 */
export function junitOf(runs: readonly Judged[]): string {
	const suites = runs.map((judged) => ({ name: judged.folder, cases: casesOf(judged) }));
	const all = suites.flatMap(({ cases }) => cases);
	return [
		'<?xml version="1.0" encoding="UTF-8"?>',
		`<testsuites name="holdfast" ${countsOf(all)}>`,
		...suites.flatMap(({ name, cases }) => [
			`\t<testsuite name="${xmlText(name)}" ${countsOf(cases)}>`,
			...cases.flatMap(linesOf),
			"\t</testsuite>",
		]),
		"</testsuites>",
		"",
	].join("\n");
}

function casesOf(judged: Judged): Case[] {
	const { error, changes, verdicts, evidence } = judged;
	if (error !== undefined) {
		return [{ classname: "files", name: "readable", end: "error", message: error }];
	}
	const files: Case = {
		classname: "files",
		name: "as they were written",
		...(changes[0] === undefined
			? { end: "passed" }
			: { end: "error", message: changes[0], details: changes.join("\n") }),
	};
	const ofIdentities = evidence.map((entry) => identityCase(entry, judged));
	// What k6 saw, or nobody recorded, is no identity's.
	const others = (Object.entries(verdicts) as [Property, Verdict][]).flatMap(([property, verdict]): Case[] => {
		const isTold = evidence.some((each) => each.property === property && each.verdict === verdict);
		if (isTold) return [];
		const because =
			judged.violations.find((each) => each.property === property)?.summary ?? judged.doubts[0] ?? `It is ${verdict}.`;
		const entry = { property, pod: "all", verdict, observations: 0, because };
		return [identityCase(entry, judged)];
	});
	const thresholds = judged.thresholds.map(
		(outcome): Case => ({
			classname: "thresholds",
			name: outcome.name,
			...endOf(outcome.held, thresholdSentence(outcome)),
		}),
	);
	const expectations = judged.expectations.map(
		({ property, verdict, met }): Case => ({
			classname: "expectations",
			name: `${property} ${verdict}`,
			...endOf(met, `${property} is ${verdicts[property]}, not ${verdict}.`),
		}),
	);
	return [files, ...ofIdentities, ...others, ...thresholds, ...expectations];
}

function endOf(held: boolean, message: string): Pick<Case, "end" | "message"> {
	return held ? { end: "passed" } : { end: "failure", message };
}

function identityCase({ property, pod, verdict, because }: EvidenceEntry, judged: Judged): Case {
	const about = { classname: property, name: pod };
	if (verdict === "holds") return { ...about, end: "passed" };
	if (verdict === "unknown") {
		return { ...about, end: "skipped", message: because };
	}
	const without =
		judged.changes.length > 0
			? "violated, in files that were changed"
			: counts(property, judged)
				? null
				: "violated, which was to be expected";
	if (without !== null) {
		return { ...about, end: "skipped", message: `${without}: ${because}` };
	}
	const excerpt = judged.violations
		.filter((each) => each.property === property && each.pod === pod)
		.flatMap(({ summary, excerpt }) => [summary, ...excerpt.map((record) => JSON.stringify(record))]);
	return { ...about, end: "failure", message: because, details: excerpt.join("\n") };
}

function linesOf({ classname, name, end, message, details }: Case): string[] {
	const open = `\t\t<testcase classname="${xmlText(classname)}" name="${xmlText(name)}"`;
	if (end === "passed") return [`${open}/>`];
	const told = `<${end} message="${xmlText(message ?? "")}"`;
	const inside = details === undefined || details === "" ? `${told}/>` : `${told}>${xmlText(details)}</${end}>`;
	return [`${open}>`, `\t\t\t${inside}`, "\t\t</testcase>"];
}

function countsOf(cases: readonly Case[]): string {
	const count = (wanted: Case["end"]) => cases.filter(({ end }) => end === wanted).length;
	return `tests="${cases.length}" failures="${count("failure")}" errors="${count("error")}" skipped="${count("skipped")}"`;
}
