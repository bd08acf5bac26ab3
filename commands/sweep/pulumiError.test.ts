import { expect, test } from "vitest";
import { pulumiError } from "./pulumiError.ts";
import { causeOfFailedStart } from "./startCause.ts";

test("the first error that says something is what went wrong", () => {
	expect(
		pulumiError(`
 +  command:local:Command lease creating (0s)
Diagnostics:
  command:local:Command (lease):
    error: The stack "central-5" can't come up.
  pulumi:pulumi:Stack (holdfast-central-5):
    error: update failed
`),
	).toBe('The stack "central-5" can\'t come up.');
});

test("without an error, the last words have to do", () => {
	expect(pulumiError("Updating\nsetpriv: failed to execute pulumi\n\n")).toBe("setpriv: failed to execute pulumi");
	expect(pulumiError("")).toBe("");
});

/** As the Kubernetes plugin 4.25.0 says it. */
const inVain = `
 +  kubernetes:apps/v1:StatefulSet pod creating (5s) error: 3 errors occurred:
 +  pulumi:pulumi:Stack holdfast-central-5 creating (7s) error: update failed
Diagnostics:
  pulumi:pulumi:Stack (holdfast-central-5):
    warning: Pod holdfast/pod-0 fails: CrashLoopBackOff: container app ended with exit code 3
    error: update failed
  kubernetes:apps/v1:StatefulSet (pod):
    error: 3 errors occurred:
    	* resource "urn:pulumi:central-5::holdfast::kubernetes:apps/v1:StatefulSet::pod" was successfully created, but the Kubernetes API server reported that it failed to fully initialize or become live: 'pod' timed out waiting to be Ready
    	* 0 out of 1 replicas succeeded readiness checks
    	* StatefulSet controller failed to advance from revision "" to revision ""
Resources:
    + 2 created
`;

test("an object that was waited for in vain is not ready, and the Pod that didn't start says why", () => {
	expect(pulumiError(inVain)).toBe(
		'StatefulSet pod is not ready: \'pod\' timed out waiting to be Ready; 0 out of 1 replicas succeeded readiness checks; StatefulSet controller failed to advance from revision "" to revision ""; Pod holdfast/pod-0 fails: CrashLoopBackOff: container app ended with exit code 3',
	);
});

test("an object that was changed and waited for in vain is not ready", () => {
	const error = pulumiError(`Diagnostics:
  kubernetes:apps/v1:Deployment (observer):
    error: 2 errors occurred:
    	* the Kubernetes API server reported that "lab/observer" failed to fully initialize or become live: 'observer' timed out waiting to be Ready
    	* Minimum number of live Pods was not attained
`);
	expect(error).toBe(
		"Deployment observer is not ready: 'observer' timed out waiting to be Ready; Minimum number of live Pods was not attained",
	);
});

test("of a release, Helm's own words are told", () => {
	const error = pulumiError(`Diagnostics:
  kubernetes:helm.sh/v3:Release (central):
    warning: Helm release "central" was created but has a failed status.
    error: 1 error occurred:
    	* Helm release "lab/central" was created, but failed to initialize completely. Use Helm CLI to investigate: context deadline exceeded
`);
	expect(error).toMatch(/^Helm release "lab\/central" was created, but /);
});

test("whether the method kept a system from coming up is seen in what the plugin says", () => {
	const why = (output: string) => `pulumi up failed: ${pulumiError(output)}`;
	expect(causeOfFailedStart(why(inVain), inVain)).toBe("method");
	const observer = inVain.replaceAll("StatefulSet", "Deployment").replace("(pod)", "(observer)");
	expect(causeOfFailedStart(why(observer), observer)).toBe("laboratory");
	const image = inVain.replace("CrashLoopBackOff", "ImagePullBackOff");
	expect(causeOfFailedStart(why(image), image)).toBe("laboratory");
});
