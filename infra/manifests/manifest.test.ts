import { expect, test } from "vitest";
import { parse } from "yaml";
import { inOrder, manifestOf, manifestsText } from "./manifest.ts";

const resource = (kind: string, inputs: Record<string, unknown> = {}) => ({
	type: `kubernetes:v1:${kind}`,
	name: kind.toLowerCase(),
	inputs: { apiVersion: "v1", kind, ...inputs },
});
const pulumiSecret = (value: unknown) => ({
	"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
	value,
});

test("no value of a Secret is shown, whether Pulumi knows that it is secret or not", () => {
	const plain = resource("Secret", {
		stringData: { password: "sesame" },
		data: { token: "c2VzYW1l" },
	});
	const known = resource("Secret", {
		stringData: pulumiSecret({ password: "sesame" }),
	});
	expect(manifestOf(plain)?.document).toMatchObject({
		stringData: { password: "(secret)" },
		data: { token: "(secret)" },
	});
	expect(manifestOf(known)?.document.stringData).toEqual({
		password: "(secret)",
	});
});

test("what Pulumi knows to be secret isn't shown in other kinds either", () => {
	const release = resource("Release", {
		values: { admin: pulumiSecret("sesame"), size: 3 },
	});
	expect(manifestOf(release)?.document.values).toEqual({
		admin: "(secret)",
		size: 3,
	});
});

test("what lives outside of the cluster has no manifest", () => {
	const inputs = { create: "true" };
	expect(manifestOf({ type: "command:local:Command", name: "lab", inputs })).toBeNull();
	expect(manifestOf({ type: "pulumi:providers:kubernetes", name: "c", inputs })).toBeNull();
});

test("a namespace comes before what lies in it, and a kind that nobody knows comes last", () => {
	const manifests = ["PodMonitor", "StatefulSet", "Role", "Namespace"].map((kind) => manifestOf(resource(kind)));
	const ordered = inOrder(manifests.filter((each) => each !== null));
	expect(ordered.map(({ document }) => document.kind)).toEqual(["Namespace", "Role", "StatefulSet", "PodMonitor"]);
});

test("an object that is used twice is written twice, and its name first", () => {
	const labels = { app: "replica" };
	const manifest = manifestOf(
		resource("Service", {
			spec: { selector: labels, labels, name: "last" },
			metadata: { labels, name: "web" },
		}),
	);
	const text = manifestsText(manifest ? [manifest] : []);
	expect(text).not.toMatch(/[&*]/);
	expect(text).toMatch(/^apiVersion: v1\nkind: Service\nmetadata:\n {2}name: web\n/);
	expect(parse(text)).toEqual(manifest?.document);
});
