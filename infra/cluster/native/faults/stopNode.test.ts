import { expect, test } from "vitest";
import { clusterNodes } from "../nodes.ts";
import { haltNode, startNode } from "./stopNode.ts";

const nodes = clusterNodes(3);

/**
 * A node with three processes, one of them a Pod's, which starts `more` others while it is being
 * stopped.
 */
function node({ more = 0 } = {}) {
	const done: string[] = [];
	const all = [11, 12, 13];
	let started = 0;
	const effects = {
		processesOf: (_: unknown, which: "all" | "pods") => (which === "pods" ? [13] : [...all]),
		kubeletOf: () => [12],
		signal(processes: readonly number[], name: string) {
			done.push(`${name} ${processes.join(" ")}`);
			if (name === "SIGSTOP" && started < more) all.push(100 + started++);
		},
		link: ({ name }: { name: string }, state: string) => done.push(`${name} ${state}`),
	};
	return { done, effects };
}

test("a node is silent before it stops, and its Pods and its kubelet are dead before it is heard again", () => {
	const { done, effects } = node();
	haltNode("holdfast-1", nodes, () => done.push("noted"), effects);
	expect(done.splice(1, 1)).toEqual(["noted"]);
	expect(done).toEqual(["holdfast-1 down", "SIGSTOP 11 12 13"]);
	startNode("holdfast-1", nodes, effects)();
	expect(done.slice(2)).toEqual(["SIGKILL 13", "SIGKILL 12", "SIGCONT 11 12 13", "holdfast-1 up"]);
});

test("what starts while a node is being stopped is stopped, too", () => {
	const { done, effects } = node({ more: 2 });
	haltNode("holdfast-2", nodes, () => {}, effects);
	expect(done.slice(1)).toEqual(["SIGSTOP 11 12 13", "SIGSTOP 100", "SIGSTOP 101"]);
});

test("a node that can't be stopped is told so, and was noted, so that it is undone", () => {
	const { done, effects } = node({ more: 1000 });
	expect(() => haltNode("holdfast-1", nodes, () => done.push("noted"), effects)).toThrow(
		"faster than they can be stopped",
	);
	expect(done[1]).toBe("noted");
});

test("every step of a node's return is tried, and what is killed is looked up once", () => {
	const { done, effects } = node();
	let failures = 2;
	const undo = startNode("holdfast-1", nodes, {
		...effects,
		signal(processes, name) {
			if (name === "SIGKILL" && failures-- > 0) throw new Error("not now");
			effects.signal(processes, name);
		},
	});
	expect(undo).toThrow("its Pods' old processes (not now); its old kubelet");
	expect(done).toEqual(["SIGCONT 11 12 13", "holdfast-1 up"]);
	effects.processesOf = () => [99];
	effects.kubeletOf = () => [98];
	undo();
	expect(done.slice(2)).toEqual(["SIGKILL 13", "SIGKILL 12"]);
});

test.each(["holdfast", "holdfast-3"])("the node %s is refused: only those beside the first can be stopped", (name) => {
	const { done, effects } = node();
	expect(() => haltNode(name, nodes, () => {}, effects)).toThrow(
		`The node "${name}" can't be stopped; those that can: holdfast-1, holdfast-2.`,
	);
	expect(done).toEqual([]);
});
