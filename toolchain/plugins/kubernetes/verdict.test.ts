import { expect, test } from "vitest";
import { ApiError, ApiUnreachable } from "./api.ts";
import { concerns, immutableFields, verdictOn } from "./verdict.ts";

const object = (data: object, uid = "1") => ({
	apiVersion: "v1",
	kind: "ConfigMap",
	metadata: { name: "settings", uid, resourceVersion: uid },
	data,
});
const answers = (before: unknown, after: unknown) => {
	const give = async (answer: unknown) => {
		if (answer instanceof Error) throw answer;
		return answer;
	};
	return verdictOn({ before: () => give(before), after: () => give(after) });
};
const invalid = (...causes: [field: string, message: string][]) =>
	new ApiError(
		"no",
		422,
		"Invalid",
		causes.map(([field, message]) => ({ field, message })),
	);

test("what leaves the same object is no change, whatever the server keeps for itself", async () => {
	expect(await answers(object({ a: "1" }), object({ a: "1" }, "2"))).toEqual({
		is: "same",
	});
	expect(await answers(object({ a: "1" }), object({ a: "2" }))).toEqual({
		is: "accepted",
	});
});

test("a change is accepted, too, where the object as it was can't be applied any more", async () => {
	expect(await answers(invalid(["data", "is immutable"]), object({}))).toEqual({
		is: "accepted",
	});
});

// As API servers word them, those of older releases too.
test.each([
	["spec.selector", "Invalid value: {…}: field is immutable"],
	[
		"spec",
		"Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template' are forbidden",
	],
	["spec", "Forbidden: pod updates may not change fields other than `image`"],
	["spec.clusterIPs[0]", 'Invalid value: ["None"]: may not change once set'],
	["roleRef", "Invalid value: {…}: cannot change roleRef"],
	["provisioner", "Forbidden: updates to provisioner are forbidden."],
	["value", "Forbidden: may not be changed in an update."],
])(
	"a refusal that %s can't be changed names the field",
	async (field, message) => {
		expect(await answers(object({}), invalid([field, message]))).toEqual({
			is: "immutable",
			fields: [field],
		});
	},
);

test("any other refusal, and silence, say nothing", async () => {
	for (const error of [
		invalid(["spec.replicas", "Invalid value: -1: must be 0 or more"]),
		new ApiError("field is immutable", 403, "Forbidden"),
		new ApiUnreachable("no"),
	])
		expect(await answers(object({}), error)).toBeUndefined();
	expect(immutableFields("immutable")).toEqual([]);
});

test("a field concerns the paths above and below it", () => {
	const fields = ["spec.ports[0].port"];
	expect(concerns(fields, ["spec"])).toBe(true);
	expect(concerns(fields, ["spec", "ports", 0, "port"])).toBe(true);
	expect(concerns(fields, ["spec", "ports", 1, "port"])).toBe(false);
	expect(concerns(["spec"], ["spec", "selector", "app"])).toBe(true);
	expect(concerns([""], ["spec"])).toBe(false);
});
