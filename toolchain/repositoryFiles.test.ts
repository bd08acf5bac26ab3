import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { checkout } from "../schema/checkout.ts";
import { commands, lookAt } from "./commands.mjs";

interface Workflow {
	jobs: Record<string, { steps: { run?: string; uses?: string }[] }>;
}

const text = (path: string) => readFileSync(join(checkout, path), "utf8");
const yaml = (path: string) => parse(text(path));
const manifest = JSON.parse(text("package.json")) as {
	version: string;
	license: string;
	devDependencies: Record<string, string>;
};
const workflow = yaml(".github/workflows/ci.yml") as Workflow;
const devcontainer = JSON.parse(text(".devcontainer/devcontainer.json"));

/** Each npm and npx command in a text, without its options' values being looked up. */
const calls = (shell: string) =>
	[...shell.matchAll(/\b(npm|npx) ((?:run )?[\w./:-]+)((?: [\w./:=-]+)*)/g)].map(
		([, program = "", command = "", rest = ""]) => ({
			program,
			command: command.replace(/^run /, ""),
			parameters: rest.trim().split(" ").slice(1).filter(Boolean),
		}),
	);

test.each([
	...Object.values(workflow.jobs)
		.flatMap(({ steps }) => steps)
		.flatMap(({ run }) => run ?? []),
	devcontainer.postCreateCommand as string,
])("what the workflow and the devcontainer run is there: %s", (shell) => {
	for (const { program, command, parameters } of calls(shell)) {
		if (program === "npx") {
			expect(manifest.devDependencies).toHaveProperty(command);
			continue;
		}
		const script = commands[command]?.script;
		expect(script, command).toBeDefined();
		expect(lookAt(script ?? "", parameters, {})).toMatchObject({ run: true });
	}
});

test("the workflow runs the checks and all tests", () => {
	const all = Object.values(workflow.jobs)
		.flatMap(({ steps }) => steps)
		.flatMap(({ run = "" }) => calls(run));
	expect(all.map(({ command }) => command)).toEqual(["check", "vitest", "test"]);
});

test("the workflow takes nobody's secrets, and may only read", () => {
	expect(text(".github/workflows/ci.yml")).not.toMatch(/\{\{\s*secrets\./);
	expect(yaml(".github/workflows/ci.yml").permissions).toEqual({
		contents: "read",
	});
});

test.each(globSync("*.yml", { cwd: join(checkout, ".github/ISSUE_TEMPLATE") }))(
	"the form %s is one that GitHub shows",
	(file) => {
		if (file === "config.yml") return;
		const form = yaml(`.github/ISSUE_TEMPLATE/${file}`);
		expect(form.name).toBeTypeOf("string");
		expect(form.description).toBeTypeOf("string");
		const ids = form.body.map(({ id }: { id: string }) => id);
		expect(new Set(ids).size).toBe(form.body.length);
		for (const { type, attributes } of form.body) {
			expect(["textarea", "input", "dropdown"]).toContain(type);
			expect(attributes.label).toBeTypeOf("string");
			for (const option of attributes.options ?? []) expect(option).toBeTypeOf("string");
		}
		const named = JSON.stringify(form).matchAll(/npm run ([\w-]+)/g);
		for (const [, command = ""] of named) expect(commands).toHaveProperty(command);
	},
);

test("whatever pins npm packages and Go modules is watched for newer ones", () => {
	const { updates } = yaml(".github/dependabot.yml") as {
		updates: {
			"package-ecosystem": string;
			directory?: string;
			directories?: string[];
		}[];
	};
	const watched = (ecosystem: string) =>
		updates
			.filter((each) => each["package-ecosystem"] === ecosystem)
			.flatMap(({ directory, directories = [] }) => directory ?? directories)
			.sort();
	const foldersWith = (name: string) =>
		globSync(`{.,toolchain/go/*,images/*}/${name}`, { cwd: checkout })
			.map((file) => join("/", dirname(file)))
			.sort();
	expect(watched("npm")).toEqual(foldersWith("package-lock.json"));
	expect(watched("gomod")).toEqual(foldersWith("go.mod"));
});

test("who cites it cites the version and the licence that it has", () => {
	expect(yaml("CITATION.cff")).toMatchObject({
		version: manifest.version,
		license: manifest.license,
	});
});

test.each(
	globSync(["*.md", "{docs,images,bench,k6,infra}/**/*.md"], {
		cwd: checkout,
		exclude: (path) => path.includes("node_modules"),
	}),
)("every command that %s names is there", (file) => {
	const named = text(file).matchAll(/(?:npm run (?:--silent )?|npx holdfast )(\w[\w-]*)/g);
	for (const [, command = ""] of named) expect(commands).toHaveProperty(command);
});
