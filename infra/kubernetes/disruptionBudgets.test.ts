import { expect, test } from "vitest";
import { methodNames } from "../methods/traits.ts";
import { disruptionBudgets } from "./disruptionBudgets.ts";

const budgets = (mode: string) => disruptionBudgets({ mode, replicas: 3 });

test("a drain takes Raft members one after the other, wherever they are", () => {
	const withMembers = methodNames.filter((mode) => budgets(mode).some(({ limit }) => "maxUnavailable" in limit));
	expect(withMembers.sort()).toEqual(
		["central-etcd", "decentral", "decentral-etcd", "hybrid", "study"].filter((mode) => methodNames.includes(mode)),
	);
	expect(budgets("hybrid")).toEqual([
		{
			name: "hybrid",
			matchLabels: { "app.kubernetes.io/name": "hybrid" },
			limit: { maxUnavailable: 1 },
		},
	]);
	expect(budgets("decentral")).toEqual([
		{
			name: "replicas",
			matchLabels: { "app.kubernetes.io/name": "replica" },
			limit: { maxUnavailable: 1 },
		},
	]);
});

test("of the two Pods of an identity one stays", () => {
	expect(budgets("standby")).toHaveLength(3);
	expect(budgets("standby")[2]).toEqual({
		name: "identity-2",
		matchLabels: {
			"app.kubernetes.io/name": "replica",
			"apps.kubernetes.io/pod-index": "2",
		},
		limit: { minAvailable: 1 },
	});
});

test("no Pod is in two budgets, which Kubernetes refuses to evict", () => {
	for (const mode of methodNames) {
		const selectors = budgets(mode).map(({ matchLabels }) => JSON.stringify(matchLabels));
		expect(new Set(selectors).size).toBe(selectors.length);
		const ofReplicas = budgets(mode).filter(({ matchLabels }) => matchLabels["app.kubernetes.io/name"] === "replica");
		expect(
			ofReplicas.length <= 1 || ofReplicas.every(({ matchLabels }) => "apps.kubernetes.io/pod-index" in matchLabels),
		).toBe(true);
	}
});
