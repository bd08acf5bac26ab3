import { expect, test } from "vitest";
import { causeOfFailedStart } from "./startCause.ts";

test.each([
	"pulumi up failed: StatefulSet pod is not ready: 3 of 5 replicas are ready.",
	"pulumi up failed: StatefulSet holdfast/member is not ready: 1 of 3 replicas are ready.",
	"pulumi up took longer than 30 min.",
])("the method can keep a system from coming up: %s", (why) => {
	expect(causeOfFailedStart(why)).toBe("method");
});

test.each([
	"pulumi up failed: Deployment observer is not ready: 0 of 1 replicas are ready.",
	"pulumi up failed: no space left on device",
	"The run left no results",
	"",
])("only the laboratory can: %s", (why) => {
	expect(causeOfFailedStart(why)).toBe("laboratory");
});

test("an image that is not there is none of the method", () => {
	const why = "pulumi up failed: StatefulSet pod is not ready: 0 of 5 replicas are ready.";
	expect(causeOfFailedStart(why, `${why}\nPod pod-0: ImagePullBackOff: app`)).toBe("laboratory");
});
