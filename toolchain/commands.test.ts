import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { checkout } from "../schema/checkout.ts";
import { type Command, commands, lookAt, misusedCode, overview, unknownCommand } from "./commands.mjs";

const { scripts } = JSON.parse(readFileSync(join(checkout, "package.json"), "utf8")) as {
	scripts: Record<string, string>;
};
const all = Object.entries(commands) as [string, Command][];

/** What comes of `npm run <name> -- <parameters>`. */
function called(name: string, parameters: string[], environment: Record<string, string> = {}) {
	const [, script = "", ...own] = (scripts[name] ?? "").split(" ").slice(1);
	return lookAt(script, [...own, ...parameters], environment);
}
/** The command's options with the value that they need. */
const optionsOf = ({ options = {} }: Command) =>
	Object.entries(options).map(([option, { type }]) => (type === "string" ? [`--${option}`, "value"] : [`--${option}`]));

test("every command of package.json is known, by the way in for all", () => {
	expect(Object.keys(commands).sort()).toEqual(Object.keys(scripts).sort());
	for (const [name, { script }] of all)
		expect(scripts[name]).toMatch(new RegExp(`^node toolchain/bootstrap.mjs ${script}$`));
});

test.each(all)("npm run %s runs with every option that it has", (name, command) => {
	expect(called(name, optionsOf(command).flat())).toMatchObject({
		run: true,
	});
});

test.each(all)("help of npm run %s only helps, whatever else is there", (name, command) => {
	const parameters = fc.subarray(optionsOf(command)).map((some) => some.flat());
	fc.assert(
		fc.property(parameters, fc.constantFrom("--help", "-h"), (some, flag) => {
			const look = called(name, [...some, flag], {
				npm_config_dry_run: "true",
			});
			expect(look).toMatchObject({ run: false, code: 0 });
			expect((look as { text: string }).text).toMatch(/^Usage: npx holdfast /);
		}),
	);
});

test.each(all)("npm run %s refuses what it doesn't know", (name, command) => {
	const unknown = fc
		.stringMatching(/^[a-z][a-z-]{0,8}$/)
		.filter((option) => !["help", ...Object.keys(command.options ?? {})].includes(option));
	fc.assert(
		fc.property(unknown, (option) => {
			const look = called(name, [`--${option}`]);
			expect(look).toMatchObject({ run: false, code: misusedCode });
			expect((look as { text: string }).text).toContain(`"--${option}"`);
		}),
	);
});

test.each(all)("an option of npm run %s that npm took for itself is refused", (name, command) => {
	for (const [option = ""] of optionsOf(command)) {
		const key = `npm_config_${option.slice(2).replaceAll("-", "_").toLowerCase()}`;
		expect(called(name, [], { [key]: "true" })).toMatchObject({
			run: false,
			code: misusedCode,
			text: expect.stringContaining(`npm took "${option}" for itself: write "npx holdfast `),
		});
		// It is the user's own setting of npm.
		const own = { [key]: "true", [key.toUpperCase()]: "true" };
		expect(called(name, [], own)).toMatchObject({ run: true });
	}
});

test("the sentences say what to write", () => {
	expect(called("sweep", [], { npm_config_dry_run: "true" })).toMatchObject({
		text: 'npm took "--dry-run" for itself: write "npx holdfast sweep --dry-run". See "npx holdfast sweep --help".',
	});
	expect(called("release", ["--dry-run"])).toMatchObject({
		text: 'There is no option "--dry-run"; the closest is "--force". See "npx holdfast release --help".',
	});
	expect(called("sweep", ["--modes"])).toMatchObject({
		text: expect.stringContaining('"--modes" takes a value.'),
	});
	expect(called("start", ["central-5"])).toMatchObject({
		text: expect.stringContaining('"central-5" is one word too many.'),
	});
});

test("what isn't a command is told with the closest one", () => {
	expect(unknownCommand("swep")).toBe('There is no command "swep"; the closest is "sweep". See "npx holdfast --help".');
	for (const name of Object.keys(commands)) {
		expect(overview()).toContain(`  ${name} `);
	}
});

test("a script that is no command is run as it is called", () => {
	expect(lookAt("commands/repair.ts", ["--whatever"], {})).toEqual({
		run: true,
	});
});
