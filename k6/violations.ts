/// <reference types="k6" />
import { Counter } from "k6/metrics";
import type { Finding } from "./watchState.ts";

const counters = {
	"off-chain": new Counter("holdfast_chain_violations"),
	backwards: new Counter("holdfast_backwards"),
};

/** Of one virtual user; the rest is only counted. */
const shownAtMost = 3;
let shown = 0;

/** Counts what replica `pod` must never have shown, and tells the first few. */
export function reportFindings(findings: readonly Finding[], pod: string): void {
	for (const { kind, summary } of findings) {
		if (shown++ < shownAtMost) console.error(summary);
		counters[kind].add(1, { pod });
	}
}

/** So that a run without any says so. */
export function startCounting(): void {
	for (const counter of Object.values(counters)) counter.add(0);
}
