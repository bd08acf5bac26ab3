import fc from "fast-check";
import { expect, test } from "vitest";
import { holdsOf } from "./holds.ts";
import { waitUntilGone } from "./wait.ts";

const namespace = (conditions: object[]) => ({
	kind: "Namespace",
	metadata: { name: "n", uid: "1" },
	status: { phase: "Terminating", conditions },
});

test("each reason that a namespace's conditions give is told, and none that doesn't apply", () => {
	const condition = fc.record({
		type: fc.constantFrom(
			"NamespaceDeletionDiscoveryFailure",
			"NamespaceDeletionContentFailure",
			"NamespaceContentRemaining",
			"NamespaceFinalizersRemaining",
		),
		status: fc.constantFrom("True", "False"),
		message: fc.string().map((text) => `because ${text.replaceAll(/\W/g, "")}`),
	});
	fc.assert(
		fc.property(fc.array(condition), (conditions) => {
			expect(holdsOf(namespace(conditions))).toEqual(
				conditions
					.filter(({ status }) => status === "True")
					.map(({ message }) => message.trim()),
			);
		}),
	);
});

test("a definition whose instances can't be deleted says so; what is merely true of an object holds nothing back", () => {
	const status = {
		conditions: [
			{ type: "Established", status: "True", message: "it is served" },
			{ type: "Terminating", status: "True", message: "could not list them." },
		],
	};
	const metadata = { finalizers: ["customresourcecleanup"] };
	expect(holdsOf({ metadata, status })).toEqual([
		"held by customresourcecleanup",
		"could not list them",
	]);
});

test("the reason is told while waiting, and when the time is over", async () => {
	const message =
		"Some content in the namespace has finalizers remaining: x/y in 3 resource instances";
	const stuck = namespace([
		{ type: "NamespaceFinalizersRemaining", status: "True", message },
	]);
	const lines: string[] = [];
	const wait = waitUntilGone(
		{ server: "https://api", send: async () => stuck },
		"/a",
		stuck,
		{
			timeoutSeconds: 0.3,
			signal: new AbortController().signal,
			status: (line) => lines.push(line),
		},
		{ pods: false },
	);
	await expect(wait).rejects.toThrow(
		`Namespace n is not gone after 0.3 s: it is still there, ${message}.`,
	);
	expect(lines).toEqual([
		`waiting until it is gone: it is still there, ${message}`,
	]);
});
