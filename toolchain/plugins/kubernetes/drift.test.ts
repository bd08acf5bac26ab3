import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Properties } from "../provider/values.ts";
import { liveInputs } from "./drift.ts";

const deployment = {
	apiVersion: "apps/v1",
	kind: "Deployment",
	metadata: { name: "web", annotations: {} },
	spec: {
		replicas: 2,
		template: {
			spec: {
				containers: [
					{
						name: "app",
						image: "app:1",
						args: ["--a", "--b"],
						env: [{ name: "A", value: "1" }],
						resources: { requests: { cpu: "1000m" } },
					},
				],
			},
		},
	},
};
const defaulted = () => ({
	...deployment,
	metadata: { name: "web", uid: "1", resourceVersion: "9", managedFields: [] },
	spec: {
		...deployment.spec,
		strategy: { type: "RollingUpdate" },
		template: {
			spec: {
				dnsPolicy: "ClusterFirst",
				containers: [
					{
						...deployment.spec.template.spec.containers[0],
						imagePullPolicy: "Always",
						resources: { requests: { cpu: "1" } },
					},
				],
			},
		},
	},
	status: { replicas: 1 },
});
/** The object as the API shows it, changed by hand. */
function edited(change: (object: ReturnType<typeof defaulted>) => void) {
	const object = structuredClone(defaulted());
	change(object);
	return object;
}
type Container = Record<string, unknown>;
const container = (object: ReturnType<typeof defaulted>) =>
	object.spec.template.spec.containers[0] as Container;
const liveContainer = (live: Properties) =>
	(live as typeof deployment).spec.template.spec.containers[0];

describe("when it is known what applying again would give", () => {
	const read = (change: (object: ReturnType<typeof defaulted>) => void) =>
		liveInputs(deployment, defaulted(), edited(change));

	test("defaults, the status and another word for the same value are no drift", () => {
		expect(
			read((object) => {
				object.status.replicas = 7;
				object.metadata.resourceVersion = "10";
			}),
		).toEqual(deployment);
	});

	test("what was changed, removed or put into another order is as it is now, and nothing else", () => {
		const live = read((object) => {
			object.spec.replicas = 5;
			container(object).args = ["--b", "--a"];
			container(object).env = [];
		});
		expect(live).toMatchObject({ spec: { replicas: 5 } });
		expect(liveContainer(live)).toEqual({
			name: "app",
			image: "app:1",
			args: ["--b", "--a"],
			env: [],
			resources: { requests: { cpu: "1000m" } },
		});
	});

	test("what others added is theirs where applying would leave it, and drift where applying would remove it", () => {
		const rule = (verb: string) => ({ verbs: [verb] });
		const role = {
			apiVersion: "rbac.authorization.k8s.io/v1",
			kind: "Role",
			metadata: { name: "r", labels: { ours: "1" } },
			rules: [rule("get")],
		};
		const theirs = { ...role.metadata.labels, theirs: "1" };
		const expected = { ...role, metadata: { name: "r", labels: theirs } };
		const live = { ...expected, rules: [rule("get"), rule("delete")] };
		expect(liveInputs(role, expected, live)).toEqual({
			...role,
			rules: [rule("get"), rule("delete")],
		});
	});

	test("items of a list are told apart by name, whatever stands before them", () => {
		const live = read((object) => {
			object.spec.template.spec.containers.unshift({
				...(container(object) as never as object),
				name: "injected",
			} as never);
		});
		// Applying would remove the one that nobody owns here, so it shows, too.
		expect(
			(live as typeof deployment).spec.template.spec.containers.map(
				({ name }) => name,
			),
		).toEqual(["injected", "app"]);
		const tolerated = structuredClone(defaulted());
		tolerated.spec.template.spec.containers.unshift({
			name: "injected",
		} as never);
		expect(liveInputs(deployment, tolerated, tolerated)).toEqual(deployment);
	});
});

test("when it isn't known, each field of the inputs is compared by itself, and defaults are no drift", () => {
	const same = { ...defaulted(), metadata: { name: "web" } };
	const live = liveInputs(deployment, undefined, same);
	expect(liveContainer(live)).toMatchObject({
		image: "app:1",
		args: ["--a", "--b"],
		resources: { requests: { cpu: "1" } },
	});
	expect(live).toMatchObject({ metadata: { name: "web", annotations: {} } });
	expect(live.spec).not.toHaveProperty("strategy");
	const changed = edited((object) => {
		object.spec.replicas = 0;
	});
	expect(liveInputs(deployment, undefined, changed)).toMatchObject({
		spec: { replicas: 0 },
	});
});

test("a Secret's texts come back as text, its data as data", () => {
	const base64 = (text: string) => Buffer.from(text).toString("base64");
	const secret = {
		apiVersion: "v1",
		kind: "Secret",
		metadata: { name: "hush" },
		stringData: { a: "one", b: "two", c: "three" },
	};
	const applied = {
		apiVersion: "v1",
		kind: "Secret",
		metadata: { name: "hush" },
		type: "Opaque",
		data: { a: base64("one"), b: base64("two"), c: base64("three") },
	};
	expect(liveInputs(secret, applied, applied)).toEqual(secret);
	const live = { ...applied, data: { a: base64("one"), b: base64("changed") } };
	expect(liveInputs(secret, applied, live)).toEqual({
		...secret,
		stringData: { a: "one", b: "changed" },
	});
});

test("a status in the inputs is left as it is: the API takes none", () => {
	const inputs = { ...deployment, status: { replicas: 3 } };
	expect(liveInputs(inputs, defaulted(), defaulted())).toEqual(inputs);
	expect(liveInputs(inputs, undefined, defaulted()).status).toEqual({
		replicas: 3,
	});
});

const objects = fc
	.dictionary(
		fc.string({ minLength: 1 }).filter((name) => name !== "__proto__"),
		fc.jsonValue(),
	)
	.filter((object) => !("stringData" in object));

test("any object that is as applying would leave it has the inputs that it had", () => {
	fc.assert(
		fc.property(objects, objects, (inputs, live) => {
			expect(liveInputs(inputs, live, structuredClone(live))).toEqual(inputs);
		}),
	);
});

test("whatever happened to an object, reading it twice finds the same", () => {
	fc.assert(
		fc.property(objects, objects, objects, (inputs, expected, live) => {
			const once = liveInputs(inputs, expected, live);
			expect(liveInputs(once, live, live)).toEqual(once);
		}),
	);
});
