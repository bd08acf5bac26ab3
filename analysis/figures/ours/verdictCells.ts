import { max } from "d3-array";
import { faultKinds, splitFaultName } from "../../schema/faultKinds.ts";
import type { Verdict, Verdicts } from "../../schema/run.ts";
import { modesOf } from "./cells.ts";
import type { VerdictRow } from "./verdictRow.ts";

export type Property = keyof Verdicts;

/** The properties, in the order of reports; each in a few words. */
export const properties: Readonly<Record<Property, string>> = {
	chain: "chain: no wrong state",
	durability: "durability: nothing lost",
	monotonic: "monotonic: never backwards",
	noFork: "noFork: one line of states",
	fresh: "fresh: no stale read",
	noPhantom: "phantoms: no state that nobody wrote",
};

export const propertyNames = Object.keys(properties) as Property[];

/** Stands for the fault of runs that have none. */
export const withoutFault = "no fault";

/** The runs of a mode that a fault struck. */
export type VerdictCell = {
	mode: string;
	fault: string;
	runs: number;
	/** How many of them other faults struck, too. */
	withOthers: number;
	counts: Readonly<Record<Property, Readonly<Record<Verdict, number>>>>;
	/** Worst of the runs that know it; null where none does. */
	rpoWorst: number | null;
	rpoKnown: number;
};

/** Every mode with every fault that struck it. A run with several faults counts for each of them. */
export function verdictCells(rows: readonly VerdictRow[]): VerdictCell[] {
	return modesOf(rows).flatMap((mode) => {
		const own = rows.filter((row) => row.mode === mode);
		return faultsOf(own).flatMap((fault) => {
			const struck = own.filter((row) => namesOf(row).has(fault));
			const known = struck.filter(({ rpoWorst }) => rpoWorst !== null);
			return {
				mode,
				fault,
				runs: struck.length,
				withOthers: struck.filter((row) => namesOf(row).size > 1).length,
				counts: Object.fromEntries(
					propertyNames.map((property) => [property, count(struck, property)]),
				) as VerdictCell["counts"],
				rpoWorst: max(known, ({ rpoWorst }) => rpoWorst) ?? null,
				rpoKnown: known.length,
			};
		});
	});
}

/** Runs without a fault first, then the kinds in the order of the documentation. */
export function faultsOf(rows: readonly VerdictRow[]): string[] {
	const names = new Set(rows.flatMap((row) => [...namesOf(row)]));
	const first = names.delete(withoutFault) ? [withoutFault] : [];
	const rank = (name: string) => {
		const kind = splitFaultName(name)?.kind;
		return kind === undefined ? faultKinds.length : faultKinds.indexOf(kind);
	};
	const known = [...names].sort(
		(a, b) => rank(a) - rank(b) || (a < b ? -1 : 1),
	);
	return [...first, ...known];
}

function namesOf({ faults }: VerdictRow): Set<string> {
	return new Set(faults.length === 0 ? [withoutFault] : faults);
}

function count(rows: readonly VerdictRow[], property: Property) {
	const of = (verdict: Verdict) =>
		rows.filter(({ verdicts }) => verdicts[property] === verdict).length;
	return {
		holds: of("holds"),
		violated: of("violated"),
		unknown: of("unknown"),
	};
}
