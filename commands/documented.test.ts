import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readSettings } from "../infra/config.ts";
import { keyNames } from "../infra/configuration/keys.ts";
import { platforms } from "../infra/settings.ts";
import { checkout } from "../schema/checkout.ts";
import { commands, lookAt } from "../toolchain/commands.mjs";
import { pages } from "./pages.fixture.ts";
import { readArguments } from "./sweep/factors.ts";
import { planOf } from "./sweep/plan.ts";

/** A command that a page tells its readers to type, without its comment. */
interface Documented {
	page: string;
	program: string;
	words: string[];
}

/**
 * Those in blocks, and those in code within a sentence; what has a gap for the reader to fill
 * (`<…>`, `…`) is left out.
 */
function documentedIn(page: string): Documented[] {
	const text = readFileSync(join(checkout, page), "utf8");
	const found = text.matchAll(/^(?: {4}|\t)((?:npx|npm|node|pulumi|k6) .*)$|`((?:npx|npm|node|pulumi|k6) [^`]+)`/gm);
	return [...found]
		.flatMap(([, block, inline]) => (block ?? inline ?? "").split(" && "))
		.map((command) => command.replace(/\s+#.*$/, ""))
		.filter((command) => !/[<>…|\\]|--$|\[/.test(command))
		.map((command) => {
			const [program = "", ...words] = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(
				([, quoted, bare]) => quoted ?? bare ?? "",
			);
			return { page, program, words };
		});
}

const documented = pages.filter((page) => !/CHANGELOG|docs\/cli\.md/.test(page)).flatMap(documentedIn);
const named = (program: string) => documented.filter((each) => each.program === program);

/** `npx holdfast <command> …` and `npm run <command> -- …`, as the command itself gets them. */
const own = [...named("npx"), ...named("npm")].flatMap(({ page, program, words }) => {
	const [first, ...rest] = words.filter((word) => word !== "run" && word !== "--silent");
	if (program === "npx")
		return first === "holdfast" && rest[0] !== undefined && !rest[0].startsWith("-")
			? [{ page, name: rest[0], rest: rest.slice(1) }]
			: [];
	return first !== undefined && first in commands
		? [{ page, name: first, rest: rest.filter((word) => word !== "--") }]
		: [];
});

test("the pages name commands of each kind", () => {
	expect(own.length).toBeGreaterThan(40);
	for (const program of ["node", "pulumi", "k6"]) expect(named(program).length).toBeGreaterThan(5);
});

test.each(own)("$page: holdfast $name $rest is taken", ({ name, rest }) => {
	const script = commands[name]?.script;
	expect(script).toBeDefined();
	expect(lookAt(script as string, rest, {})).toMatchObject({ run: true });
});

test.each(own.filter(({ name, rest }) => name === "sweep" && rest.length > 0))(
	"$page: holdfast sweep $rest is a plan",
	({ rest }) => {
		const { factors } = readArguments(rest);
		if (factors.protocols.some((protocol) => protocol === "./mine.yaml")) return;
		expect(planOf(factors).runs.length).toBeGreaterThan(0);
	},
);

test.each(named("node").filter(({ words: [script] }) => script?.endsWith("ts")))(
	"$page: node $words is there, and says what it takes",
	({ words: [script = "", ...rest] }) => {
		const text = readFileSync(join(checkout, script), "utf8");
		for (const option of rest.filter((word) => word.startsWith("--"))) expect(text).toContain(option.slice(2));
	},
);

test.each(named("pulumi").filter(({ words }) => words.includes("-s")))(
	"$page: pulumi $words is about a stack and a key that can be",
	({ words }) => {
		const stack = words[words.indexOf("-s") + 1] as string;
		const [verb, action, key, value] = words;
		const texts = verb === "config" && action === "set" ? { [key as string]: value } : {};
		for (const each of Object.keys(texts)) expect(keyNames).toContain(each);
		// A key of one platform alone is set beside that platform, which a line before it says.
		const taken = platforms.flatMap((platform) => {
			const all: Record<string, string> = {
				platform,
				...(platform === "kubeconfig" && { registry: "example.com/team" }),
				...texts,
			};
			try {
				return [readSettings(stack, (each) => all[each])];
			} catch {
				return [];
			}
		});
		expect(taken[0]).toMatchObject({ stack });
	},
);

const k6Words = new Set(
	execFileSync("git", ["grep", "-hoE", "\\b[A-Z][A-Z_]+\\b", "--", "k6/*.ts"], {
		cwd: checkout,
		encoding: "utf8",
	}).split("\n"),
);

test.each(named("k6"))("$page: k6 $words runs a script with variables that it reads", ({ words }) => {
	const script = words.at(-1) as string;
	expect(existsSync(join(checkout, script))).toBe(true);
	for (const [i, word] of words.entries()) {
		if (words[i - 1] === "-e") expect(k6Words).toContain(word.split("=")[0]);
	}
});
