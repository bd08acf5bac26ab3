import { html } from "hono/html";
import { counted } from "../../counted.ts";
import type { FailedAttempt } from "../../failedAttempts.ts";

/** Runs of sweeps that left nothing to make statistics of; those first of which the method can be the cause. */
export function failedAttempts(attempts: readonly FailedAttempt[]) {
	if (attempts.length === 0) return "";
	const methods = attempts.filter(({ cause }) => cause === "method");
	const others = attempts.filter(({ cause }) => cause !== "method");
	return html`<section aria-labelledby="failed"><h2 id="failed">Runs that left no results</h2>
<p>No number and no verdict tells of them. Of ${counted(attempts.length, "such run")}, ${methods.length} can be so by the method's doing: what a method does is a result, so it isn't tried again.</p>
<ul>${[...methods, ...others].map(
		({ sweep, run, attempt, cause, why }) =>
			html`<li>${cause === "method" && html`<span class="violated">the method can be the cause</span>: `}${run}, attempt ${attempt} (sweep ${sweep}): ${why}</li>`,
	)}</ul></section>`;
}
