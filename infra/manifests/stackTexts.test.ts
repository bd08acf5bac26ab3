import { expect, test } from "vitest";
import { textsIn, textsSet } from "./stackTexts.ts";

test("a stack's file is read as Pulumi reads it: numbers as text, other namespaces left alone", () => {
	const yaml = "encryptionsalt: v1\nconfig:\n  holdfast:nodes: 3\n  holdfast:recording: false\n  aws:region: x\n";
	expect(textsIn(yaml, "file")).toEqual({ nodes: "3", recording: "false" });
	expect(textsIn("encryptionsalt: v1\n", "file")).toEqual({});
});

test("an unknown key and an encrypted value are refused", () => {
	expect(() => textsIn("config:\n  holdfast:node: 3\n", "file")).toThrow("There is no key holdfast:node");
	expect(() => textsIn("config:\n  holdfast:context:\n    secure: v1\n", "stacks/x.yaml")).toThrow(
		new Error("stacks/x.yaml holds holdfast:context encrypted, which only Pulumi can read: name its value with --set."),
	);
});

test("a key is set up to its first equals sign, and must be known", () => {
	expect(textsSet(["nodes=3", "context=a=b"])).toEqual({
		nodes: "3",
		context: "a=b",
	});
	expect(() => textsSet(["nodes"])).toThrow('--set takes a key and its value, such as nodes=3, not "nodes".');
	expect(() => textsSet(["replica=3"])).toThrow("There is no key");
});
