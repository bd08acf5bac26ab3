import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { readSettings } from "../config.ts";
import { builtinProtocols } from "../experiment/protocols.ts";
import { methodNames } from "../methods/traits.ts";
import { exampleStack } from "./exampleStack.ts";
import { definitionOf, type Key, keyNames, modesOf } from "./keys.ts";
import { resolve } from "./known.ts";
import { readerOf } from "./reader.ts";
import { reference } from "./reference.ts";
import { fewestReplicas, mostReplicas } from "./stackName.ts";

const settings = (stack: string, config: Partial<Record<Key, string>> = {}) =>
	readSettings(stack, (key) => config[key]);

/** Rows of the reference's tables that begin with a key or a protocol, cell by cell. */
const rows = reference()
	.split("\n")
	.map((line) => line.slice(2, -2).split(" | "))
	.filter(([first = ""]) => /^`[\w-]+`$/.test(first));

const rowOf = (name: string) => {
	const found = rows.filter(([first]) => first === `\`${name}\``);
	expect(found).toHaveLength(1);
	return found[0] as string[];
};

test.each(keyNames)("the example of %s is allowed", (key) => {
	const { example } = definitionOf(key);
	expect(rowOf(key).at(-1)).toBe(`\`${example}\``);
	const ofKind = key === "workers" || key === "nodeImage";
	settings("decentral-5", {
		...(ofKind && { platform: "kind" }),
		[key]: example,
	});
});

test.each(keyNames)("the default in the reference is that of %s", (key) => {
	const [, , , written = ""] = rowOf(key);
	const [, text] = /^`(.+)`$/.exec(written) ?? [];
	if (text === undefined) {
		// Depends on the rest: the reference says on what.
		expect(definitionOf(key).otherwise).toMatchObject({ says: written });
		return;
	}
	expect(settings("decentral-5", { [key]: text })).toEqual(settings("decentral-5"));
});

test.each(builtinProtocols)("what the reference says that the protocol %s brings is what a stack gets", (protocol) => {
	const [, interval, duration, fault, failures, faultAt] = rowOf(protocol).map((cell) => cell.slice(1, -1));
	const { protocol: got } = settings("central-5", { protocol });
	expect(got?.intervalSeconds).toBe(Number(interval));
	expect(got?.durationSeconds).toBe(Number(duration));
	const added = settings("central-5", { protocol, fault: "overlap" });
	expect(added.protocol?.faults).toMatchObject([{ victims: Number(failures), atSeconds: Number(faultAt) }]);
	expect(got?.faults[0]?.kind ?? "none").toBe(fault);
});

test("saying a default aloud changes nothing, whatever the stack", () => {
	fc.assert(
		fc.property(
			fc.constantFrom(...methodNames),
			fc.integer({ min: fewestReplicas, max: mostReplicas }),
			fc.constantFrom("none", ...builtinProtocols),
			fc.constantFrom(...keyNames),
			(mode, replicas, protocol, key) => {
				const stack = `${mode}-${replicas}`;
				const { known } = readerOf(replicas, (each) => (each === "protocol" ? protocol : undefined));
				const text = resolve(definitionOf(key).otherwise, known);
				expect(settings(stack, { [key]: text, ...{ protocol } })).toEqual(settings(stack, { protocol }));
			},
		),
	);
});

test("the example's file has every key, with the defaults of central-5", () => {
	expect(parse(exampleStack())).toBeNull();
	const { config } = parse(exampleStack().replaceAll(/^#(?!#)/gm, ""));
	expect(Object.keys(config)).toEqual(keyNames.map((key) => `holdfast:${key}`));
	expect(readSettings("central-5", (key) => config[`holdfast:${key}`])).toEqual(settings("central-5"));
});

test("only what has to do with Raft members or a store is for some modes alone", () => {
	const some = keyNames.filter((key) => modesOf(key) !== null);
	expect(Object.fromEntries(some.map((key) => [key, modesOf(key)]))).toEqual({
		storage: ["central", "standby", "lying"],
		durability: ["decentral-etcd", "central-etcd"],
		storageClass: ["central", "decentral-etcd", "central-etcd", "volume", "standby", "lying"],
		couchdbImage: ["central", "standby", "lying"],
		couchdbChart: ["central", "standby", "lying"],
		hazelcastChart: ["hybrid"],
		groupSize: ["decentral", "decentral-etcd", "study"],
		members: ["hybrid"],
		lostMajority: ["decentral", "hybrid", "decentral-etcd"],
		target: ["decentral", "decentral-etcd"],
	});
});
