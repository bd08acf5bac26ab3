import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadContext } from "../../../infra/cluster/existing/context.ts";
import { usualKubeconfig } from "../../../infra/cluster/existing/usualKubeconfig.ts";
import { filesIn, mergeKubeconfigs, readKubeconfigs, usualFiles } from "./kubeconfigFiles.ts";

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "kubeconfigs-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function file(name: string, content: object | string): string {
	const path = join(folder, name);
	writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
	return path;
}
const cluster = (name: string, server = "https://127.0.0.1:1") => ({
	clusters: [{ name, cluster: { server } }],
	users: [{ name, user: { token: "none" } }],
	contexts: [{ name, context: { cluster: name, user: name } }],
});

test("a list names its files in their order; empty entries name none, and ~ is the home folder", () => {
	expect(filesIn(":a::~/b:a:", "/home/me")).toEqual(["a", "/home/me/b"]);
	expect(usualFiles({}, "/home/me")).toEqual(["/home/me/.kube/config"]);
	expect(usualFiles({ KUBECONFIG: ":" }, "/h")).toEqual(["/h/.kube/config"]);
});

test("of whatever configs, the first that names an entry gives it whole, and the first with a current context gives that", () => {
	const name = fc.constantFrom("a", "b", "c");
	const some = fc.record({
		"current-context": fc.constantFrom("", "a", "b"),
		clusters: fc.uniqueArray(fc.record({ name, cluster: fc.record({ server: fc.webUrl() }) }), {
			selector: (each) => each.name,
		}),
	});
	fc.assert(
		fc.property(fc.array(some), (configs) => {
			const merged = mergeKubeconfigs(configs.map((config) => ({ config, folder: "/" })));
			const all = configs.flatMap(({ clusters }) => clusters);
			const names = [...new Set(all.map((each) => each.name))];
			expect(merged.clusters).toEqual(names.map((each) => all.find((entry) => entry.name === each)));
			expect(merged["current-context"]).toBe(configs.map((each) => each["current-context"]).find(Boolean));
		}),
	);
});

test("a relative path begins at the file that it is in", () => {
	mkdirSync(join(folder, "work"));
	const first = file("first", cluster("one"));
	const second = file("work/second", {
		users: [{ name: "two", user: { "client-key": "two.key" } }],
	});
	expect(readKubeconfigs([first, second]).users).toContainEqual({
		name: "two",
		user: { "client-key": join(folder, "work", "two.key") },
	});
});

test("the list is read as kubectl reads it: contexts of any file, missing and empty files left out", () => {
	const home = file("home", { ...cluster("home"), "current-context": "home" });
	const work = file("work", cluster("work"));
	const current = file("current", { "current-context": "work" });
	const lists: [list: string[], context: string, expected: string][] = [
		[[home, work], "work", "work"],
		[[home, work], "", "home"],
		[[current, work], "", "work"],
		[[join(folder, "nothing"), home], "", "home"],
		[["", home], "", "home"],
		[[file("empty", ""), home], "", "home"],
	];
	for (const [list, context, expected] of lists) {
		const config = loadContext(usualKubeconfig({ KUBECONFIG: list.join(":") }), context);
		expect(config.getCurrentContext()).toBe(expected);
		expect(config.getCurrentCluster()?.name).toBe(expected);
	}
});

test("a file that is none is named, and so are all where none is there", () => {
	const bad = file("bad", "- a list");
	const home = file("home", cluster("home"));
	expect(() => loadContext(`${home}:${bad}`, "")).toThrow(`${bad} is no kubeconfig: it holds no object.`);
	const list = `${join(folder, "x")}:${join(folder, "y")}`;
	expect(() => loadContext(list, "")).toThrow(`There is no kubeconfig at ${list}: set KUBECONFIG`);
});
