import { expect, test } from "vitest";
import { clusterNodes } from "../nodes.ts";
import { nodeOf, ruleFor } from "./cutOff.ts";

test("a Pod's packets are dropped where its own node forwards them", () => {
	const several = clusterNodes(3);
	expect(nodeOf("198.19.2.17", several).name).toBe("holdfast-2");
	expect(nodeOf("198.19.0.17", several).name).toBe("holdfast");
	expect(nodeOf("198.19.2.17", clusterNodes(1)).name).toBe("holdfast");
	expect(() => nodeOf("198.19.4.17", several)).toThrow("no node's Pod");
});

test("both directions are cut, by the packet filter of the address's family", () => {
	const enter = ["nsenter", "--net"];
	expect(ruleFor("198.19.2.17", "--source", enter)).toEqual({
		program: ["nsenter", "--net", "iptables"],
		rule: ["FORWARD", "--source", "198.19.2.17", "--jump", "DROP"],
	});
	expect(ruleFor("198.19.2.17", "--destination", enter).rule[1]).toBe("--destination");
	expect(ruleFor("fd00::1", "--source", []).program).toEqual(["ip6tables"]);
});
