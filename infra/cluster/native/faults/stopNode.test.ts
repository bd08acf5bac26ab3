import { expect, test } from "vitest";
import { clusterNodes } from "../nodes.ts";
import { stopNode } from "./stopNode.ts";

const nodes = clusterNodes(3);

/** A node with three processes, one of them a Pod's, which starts `more` others while it is being stopped. */
function node({ more = 0 } = {}) {
	const done: string[] = [];
	const all = [11, 12, 13];
	let started = 0;
	const effects = {
		processesOf: (_: unknown, which: "all" | "pods") =>
			which === "pods" ? [13] : [...all],
		kubeletOf: () => [12],
		signal(processes: readonly number[], name: string) {
			done.push(`${name} ${processes.join(" ")}`);
			if (name === "SIGSTOP" && started < more) all.push(100 + started++);
		},
		link: ({ name }: { name: string }, state: string) =>
			done.push(`${name} ${state}`),
	};
	return { done, effects };
}

test("a node is silent before it stops, and its Pods and its kubelet are dead before it is heard again", () => {
	const { done, effects } = node();
	const undo = stopNode("holdfast-1", nodes, effects);
	expect(done).toEqual(["holdfast-1 down", "SIGSTOP 11 12 13"]);
	undo();
	expect(done.slice(2)).toEqual([
		"SIGKILL 13",
		"SIGKILL 12",
		"SIGCONT 11 12 13",
		"holdfast-1 up",
	]);
});

test("what starts while a node is being stopped is stopped, too", () => {
	const { done, effects } = node({ more: 2 });
	stopNode("holdfast-2", nodes, effects);
	expect(done.slice(1)).toEqual([
		"SIGSTOP 11 12 13",
		"SIGSTOP 100",
		"SIGSTOP 101",
	]);
});

test("a node that can't be stopped goes on", () => {
	const { done, effects } = node({ more: 1000 });
	expect(() => stopNode("holdfast-1", nodes, effects)).toThrow(
		"faster than they can be stopped",
	);
	expect(done.at(-1)).toBe("holdfast-1 up");
});

test.each(["holdfast", "holdfast-3"])(
	"the node %s is refused: only those beside the first can be stopped",
	(name) => {
		const { done, effects } = node();
		expect(() => stopNode(name, nodes, effects)).toThrow(
			`The node "${name}" can't be stopped; those that can: holdfast-1, holdfast-2.`,
		);
		expect(done).toEqual([]);
	},
);
