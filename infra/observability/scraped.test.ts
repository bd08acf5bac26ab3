import { expect, test } from "vitest";
import { scrapedPods } from "./scraped.ts";

const of = (mode: string) =>
	scrapedPods({ mode, protocol: null, replicas: 5, members: 3 }).map(({ prefix, service, count, containers }) => ({
		pods: `${prefix}-0..${count - 1}.${service}`,
		containers: containers.map(({ container, port, interval }) => `${container} ${port} ${interval}`),
	}));

const app = "app 32000 1s";

test("the application is asked every second, and what a method runs every five", () => {
	expect(of("central")).toEqual([{ pods: "pod-0..4.replicas", containers: [app] }]);
	expect(of("decentral")).toEqual([{ pods: "pod-0..4.replicas", containers: [app, "consensus 32201 5s"] }]);
});

test("members outside the replicas' Pods are asked too", () => {
	expect(of("hybrid")).toEqual([
		{ pods: "pod-0..4.replicas", containers: [app] },
		{ pods: "hybrid-0..2.hybrid", containers: ["consensus 32201 5s"] },
	]);
});
