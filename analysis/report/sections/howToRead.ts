import { html } from "hono/html";
import { quantileMethod } from "../../statistics/quantiles.ts";
import { nothing } from "../measures.ts";

/** How the numbers come about, for all parts of the report. */
export function howToRead() {
	return html`<section aria-labelledby="method">
<h2 id="method">How to read the numbers</h2>
<ul>
<li>A safety property <em>holds</em> if something was observed of every identity that could have refuted it, after everything that could have broken it, and nothing did. It is <em>unknown</em> where nobody looked, or the history isn't whole; then nothing is claimed of it.</li>
<li>One run is one sample: the operations of a run share its machine and its moment, so that only more runs make a number surer. A cell is a mode at a size; its number is the median of its runs' numbers.</li>
<li>[a, b] is a confidence interval for that median. Fewer than five runs have none: then the smallest and the largest value stand in round brackets.</li>
<li>Modes are compared by an exact rank test that puts the runs of all sizes together and ranks each among those of its size, corrected for all comparisons that are made together. “Too few runs” means that no outcome of the test could have been significant; “isn't decided” is not the same as no difference; “no more than 10 % apart” is said only where the whole interval of the ratio says so. Of all metrics less is better.</li>
<li>5.6 times [4.5, 6.3] (95 %): how many times as much one mode has as the other, with the interval that belongs to that test and its real confidence.</li>
<li>Settled numbers leave out the protocol's warm-up; the whole view has it.</li>
<li>Run time starts when the chaos scenario says that the measured period begins. Latencies and missed intervals come from the operation history, the times of events from the observer's clock, memory from Prometheus.</li>
<li>Latency is measured from the actual start of an operation to its acknowledgement. “From the intended start” counts from when the interval was due, so that waiting is not left out when one slow operation delays the next.</li>
<li>RPO is the number of acknowledged updates that a deleted Pod's successor did not find again. RTO is the time from the deletion to the first persisted update of the same identity: its parts are termination (the lost Pod's shutdown, by application and method), replacement (Kubernetes', until the first container of the successor's Pod runs), start (until the method first answers the successor) and ready (until its first acknowledged update).</li>
<li>≥ stands before what is only known to be at least so much: a deleted Pod had not come back when the run ended. Such a run ranks behind all others.</li>
<li>The startup delay is the time from the earliest container start in the Pod to the method's first readiness for this replica.</li>
<li>Memory of a Pod is that of all its containers; what a method adds there is that of all of them but the application's. What a method needs outside, as the store of the central mode, is shown apart and added to the total; the study doesn't count it.</li>
<li>Quantiles are by ${quantileMethod}. A p99 of fewer than some hundred operations says little more than the largest of them.</li>
<li>${nothing} means that nothing was measured. 1 MB is 10⁶ bytes.</li>
</ul>
</section>`;
}
