// What the commands of package.json take, in one place: for help, and to refuse what they don't
// know. Plain JavaScript, because it is read before anything is installed, by whatever Node the
// system has.
import { parseArgs } from "node:util";

/** Finds what somebody may have meant; before the packages are installed nothing does. */
const { closestMatch } = await import("leven").catch(() => ({
	closestMatch: undefined,
}));

/**
 * @typedef {{ type: "boolean" | "string", short?: string, multiple?: boolean, value?: string,
 *   mayLackValue?: boolean, says: string }} Option
 * @typedef {{ script: string, says: string, words?: string, mostWords?: number, ownHelp?: boolean,
 *   speaksToLab?: boolean, options?: Record<string, Option> }} Command
 *
 * `words` are what the command takes beside its options; with `ownHelp` it tells more itself; with
 * `speaksToLab` it asks the laboratory by Node's own client, which must not ask a proxy.
 */

/** How a command ends that was called with something it doesn't know. */
export const misusedCode = 2;

const stack = { words: "[<stack>]", mostWords: 1 };

/** @type {Readonly<Record<string, Command>>} */
export const commands = {
	start: {
		script: "commands/start.ts",
		says: "Sets up, runs the experiment of two modes, and draws the figures.",
	},
	test: {
		script: "commands/test.ts",
		says: "Checks everything: types, lint, unit tests, and the tests on a real cluster.",
	},
	setup: {
		script: "commands/setup.ts",
		says: "Makes this machine ready.",
		options: {
			yes: { type: "boolean", short: "y", says: "goes on without asking" },
			"dry-run": { type: "boolean", says: "says what it would do" },
			study: {
				type: "boolean",
				says: "builds the image of the study's baseline, too",
			},
			tests: {
				type: "boolean",
				says: "installs what only the tests need, too",
			},
			soak: {
				type: "boolean",
				says: "builds what only the soak needs, too",
			},
		},
	},
	doctor: {
		script: "commands/doctor.ts",
		says: "Says what the machine lacks, which tools are used, and who holds it.",
		options: { json: { type: "boolean", says: "for programs" } },
	},
	env: {
		script: "commands/env.ts",
		says: 'Prints what a shell needs: eval "$(npm run --silent env)".',
	},
	figures: {
		script: "analysis/figures.ts",
		says: "Draws the figures and the report of all results.",
		options: {
			results: { type: "string", value: "folder", says: "of the results" },
			out: { type: "string", value: "folder", says: "of the report" },
			stack: { type: "string", value: "name", says: "takes its runs alone" },
		},
	},
	judge: {
		script: "analysis/judge.ts",
		says: "Judges runs, or histories of other systems, from their files alone.",
		words: "<folder or operations.ndjson> …",
		mostWords: Number.POSITIVE_INFINITY,
		ownHelp: true,
		options: {
			json: { type: "boolean", says: "for programs" },
			junit: { type: "string", mayLackValue: true, value: "file", says: "" },
			html: { type: "string", value: "file", says: "" },
			export: { type: "string", value: "format", says: "" },
			threshold: {
				type: "string",
				multiple: true,
				value: "name=limit",
				says: "",
			},
			expect: {
				type: "string",
				multiple: true,
				value: "property=verdict",
				says: "",
			},
			events: { type: "string", value: "file", says: "" },
			reads: { type: "string", value: "file", says: "" },
			replicas: { type: "string", value: "number", says: "" },
			interval: { type: "string", value: "seconds", says: "" },
		},
	},
	notebooks: {
		script: "commands/notebooks.ts",
		says: "Builds the notebooks from the report's tables.",
		options: {
			tables: { type: "string", value: "file", says: "of the report" },
			out: { type: "string", value: "folder", says: "of the notebooks" },
			preview: { type: "boolean", says: "serves them until it is stopped" },
		},
	},
	rerun: {
		script: "commands/rerun.ts",
		says: "A new run on a stack that is up.",
		...stack,
	},
	manifests: {
		script: "infra/manifests/print.ts",
		says: "Prints what a stack would create in its cluster; makes nothing.",
		...stack,
		ownHelp: true,
		options: {
			platform: { type: "string", value: "name", says: "in place of its own" },
			set: {
				type: "string",
				multiple: true,
				value: "key=value",
				says: "in place of what the stack's file says",
			},
		},
	},
	release: {
		script: "commands/release.ts",
		says: "Tears down what holds this machine, whichever stack it is, unless somebody is at work with it.",
		options: {
			force: {
				type: "boolean",
				says: "also then, and where nobody knows whose it is",
			},
			yes: { type: "boolean", short: "y", says: "without asking" },
		},
	},
	soak: {
		script: "commands/soak.ts",
		says: "The tests that take too long for npm test.",
		words: "[<file> …]",
		mostWords: Number.POSITIVE_INFINITY,
		options: {
			testNamePattern: {
				type: "string",
				short: "t",
				value: "pattern",
				says: "only those whose names match",
			},
		},
	},
	bench: {
		script: "commands/bench.ts",
		says: "Times the main job on this machine, or each step of the set-up.",
		words: "[setup]",
		mostWords: 1,
		options: {
			stacks: { type: "string", value: "names", says: "separated by commas" },
			repeat: { type: "string", value: "number", says: "of repetitions" },
			each: { type: "boolean", says: "setup: one step after the other, with each one's processor time" },
		},
	},
	images: {
		script: "commands/images.ts",
		says: "The images of this checkout, and their digests.",
		options: { json: { type: "boolean", says: "for programs" } },
	},
	sweep: {
		script: "commands/sweep.ts",
		says: "Runs a whole matrix of experiments; killed, the same command goes on.",
		ownHelp: true,
		options: {
			modes: { type: "string", value: "names", says: "" },
			replicas: { type: "string", value: "numbers", says: "" },
			protocol: { type: "string", value: "names", says: "" },
			faults: { type: "string", value: "faults", says: "" },
			repeat: { type: "string", value: "number", says: "" },
			seed: { type: "string", value: "number", says: "" },
			set: { type: "string", multiple: true, value: "key=value", says: "" },
			"until-decided": {
				type: "boolean",
				says: "makes runs until a question is decided",
			},
			question: { type: "string", value: "question", says: "" },
			"at-most": { type: "string", value: "time", says: "" },
			retries: { type: "string", value: "number", says: "" },
			results: { type: "string", value: "folder", says: "" },
			"dry-run": { type: "boolean", says: "shows the plan" },
			json: { type: "boolean", says: "the plan for programs" },
		},
	},
	watch: {
		script: "commands/watch.ts",
		says: "Follows the run that is going on.",
		ownHelp: true,
		speaksToLab: true,
		options: {
			wait: { type: "string", value: "seconds", says: "for a lab to be there" },
			once: { type: "boolean", says: "shows how things stand now" },
			lab: { type: "string", value: "file", says: "the lab's description" },
		},
	},
	clean: {
		script: "commands/clean.ts",
		says: "Deletes images and tools of other versions from the set-up's cache, once it is told to.",
		options: {
			all: { type: "boolean", says: "the whole cache" },
			yes: { type: "boolean", short: "y", says: "without asking" },
		},
	},
	check: {
		script: "commands/check.ts",
		says: "Formats, and checks lint and types.",
	},
};

/**
 * What a call of a script comes to before it runs.
 *
 * @param {string} script
 * @param {readonly string[]} parameters
 * @param {Readonly<Record<string, string | undefined>>} environment
 * @returns {{ run: true, speaksToLab?: boolean } | { run: false, text: string, code: number,
 *   ownHelp: boolean }}
 */
export function lookAt(script, parameters, environment) {
	const [name, command] = Object.entries(commands).find(([, each]) => each.script === script) ?? [];
	if (name === undefined || command === undefined) return { run: true };
	/** @type {Record<string, Pick<Option, "type" | "short" | "mayLackValue">>} */
	const options = {
		...command.options,
		help: { type: "boolean", short: "h" },
	};
	const refused = (/** @type {string} */ text) => ({
		run: /** @type {const} */ (false),
		text: `${text} See "${call(name, "--help")}".`,
		code: misusedCode,
		ownHelp: false,
	});
	const { values, positionals, tokens } = parseArgs({
		args: [...parameters],
		options,
		strict: false,
		allowPositionals: true,
		tokens: true,
	});
	if (values.help) {
		const { ownHelp = false } = command;
		return { run: false, text: help(name, command), code: 0, ownHelp };
	}
	const taken = swallowed(command, environment);
	if (taken.length > 0) {
		return refused(`npm took "${taken.join('", "')}" for itself: write "${call(name, ...taken)}".`);
	}
	for (const token of tokens) {
		if (token.kind !== "option") continue;
		const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
		if (!option) {
			const meant = closest(token.name, Object.keys(options));
			return refused(`There is no option "${token.rawName}"${meant && `; the closest is "--${meant}"`}.`);
		}
		if (option.mayLackValue) continue;
		const needsValue = option.type === "string";
		if (needsValue !== (token.value !== undefined)) {
			return refused(`"${token.rawName}" takes ${needsValue ? "a value" : "no value"}.`);
		}
	}
	const [tooMuch] = positionals.slice(command.mostWords ?? 0);
	if (tooMuch !== undefined) {
		return refused(`"${tooMuch}" is one word too many.`);
	}
	return command.speaksToLab ? { run: true, speaksToLab: true } : { run: true };
}

/** All commands, for people. */
export function overview() {
	const lines = Object.entries(commands).map(([name, { says }]) => `  ${name.padEnd(12)}${says}`);
	return ["Usage: npx holdfast <command> [options]", ...lines, 'Each says more: "npx holdfast <command> --help".'].join(
		"\n",
	);
}

/**
 * What is said of a command that isn't one.
 *
 * @param {string} name
 */
export function unknownCommand(name) {
	const meant = closest(name, Object.keys(commands));
	return `There is no command "${name}"${meant && `; the closest is "${meant}"`}. See "npx holdfast --help".`;
}

/**
 * @param {string} text
 * @param {readonly string[]} names
 * @returns the name that is most like the text; empty where none can be found
 */
function closest(text, names) {
	return closestMatch?.(text, [...names]) ?? "";
}

/**
 * The command's own options that npm took from its command line. What is in the user's environment
 * is no option.
 *
 * @param {Command} command
 * @param {Readonly<Record<string, string | undefined>>} environment
 */
function swallowed({ options = {} }, environment) {
	return Object.entries(options)
		.filter(([name]) => {
			const key = `npm_config_${name.replaceAll("-", "_").toLowerCase()}`;
			const value = environment[key];
			// "false" and nothing are npm's own defaults of options that it knows, too.
			return value !== undefined && value !== "" && value !== "false" && environment[key.toUpperCase()] === undefined;
		})
		.map(([name]) => `--${name}`);
}

/**
 * @param {string} name
 * @param {readonly string[]} parameters
 */
function call(name, ...parameters) {
	return ["npx holdfast", name, ...parameters].join(" ");
}

/**
 * @param {string} name
 * @param {Command} command
 */
function help(name, { says, words, options = {} }) {
	const lines = Object.entries(options).map(([option, each]) => {
		const { short, value, says } = each;
		const flag = `${short ? `-${short}, ` : ""}--${option}${value ? ` <${value}>` : ""}`;
		return `  ${flag.padEnd(30)}${says}`.trimEnd();
	});
	const taken = [...(words ? [words] : []), ...(lines[0] ? ["[options]"] : [])];
	return [`Usage: ${call(name, ...taken)}`, says, ...lines].join("\n");
}
