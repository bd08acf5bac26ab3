/**
 * Makes this machine ready: `npm run setup`. `npm start` and `npm test` call it, too.
 *
 *     node commands/setup.ts [--yes] [--dry-run] [--study] [--tests] [--soak]
 */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { state } from "../infra/cluster/native/layout.ts";
import { cacheFolder } from "../toolchain/cache.ts";
import { explainingFullDisk } from "../toolchain/fullDisk.ts";
import { machineTools } from "../toolchain/machineTools.ts";
import { missingGoTools } from "../toolchain/setup/goBuild.ts";
import { withLock } from "../toolchain/setup/lock.ts";
import { choosePlugins, pluginProblem } from "../toolchain/setup/plugins.ts";
import { writeShell } from "../toolchain/shell.ts";
import { isStudyBuilt } from "../toolchain/studyImage.ts";
import { ask } from "./ask.ts";
import { carryOut, missingSteps, type Step, type Wanted } from "./plan.ts";
import { compilerRequirement, goRequirement, machineRequirements, unmet } from "./requirements.ts";
import { createStacks } from "./setup/stacks.ts";

/**
 * Does what is missing.
 *
 * @param options.yes go on without asking
 * @param options.study build the image of the study's baseline, too
 * @param options.tests install what only the tests need, too
 * @param options.soak build what only the tests need that take too long for `npm test`, too
 * @throws Error when something can't be had on this machine, or the user refuses
 */
export async function setup(options: { yes?: boolean; dryRun?: boolean } & Wanted = {}): Promise<void> {
	for (const requirement of machineRequirements()) {
		if (requirement.problem) throw new Error(unmet(requirement));
	}
	if (options.dryRun) return console.log(announcement(missingSteps(options)));
	if (options.study && !isStudyBuilt()) {
		const { problem } = compilerRequirement();
		if (problem) throw new Error(problem);
	}
	await withLock(
		join(cacheFolder, "setup.lock"),
		() => console.log("Another set-up is at work; waiting until it is done …"),
		async () => {
			const steps = missingSteps(options);
			if (steps.length) {
				requireGo(options);
				console.log(announcement(steps));
				if (!options.yes) await askToGoOn();
				await carryOut(steps, ({ run }) => explainingFullDisk(run));
			}
			for (const { name, version, path, unfit } of machineTools()) {
				console.log(
					unfit === null
						? `Using this machine's ${name} ${version} (${path}).`
						: `Not using this machine's ${name} ${version ?? ""} (${path}), which ${unfit}.`,
				);
			}
			const plugins = await choosePlugins();
			const problem = pluginProblem(plugins);
			if (problem) throw new Error(problem);
			writeShell(plugins, state);
			await createStacks();
		},
	);
}

function announcement(steps: readonly Step[]): string {
	if (!steps.length) return "Nothing to do.";
	const lines = steps.map(({ says }) => `  - ${says}`);
	return `The set-up of this machine will, with its cache at ${cacheFolder}:\n${lines.join("\n")}`;
}

function requireGo(wanted: Wanted): void {
	if (missingGoTools(wanted).length === 0) return;
	const { problem } = goRequirement(goVersion());
	if (problem) throw new Error(problem);
}

/** What `go version` says, or null. */
export function goVersion(): string | null {
	try {
		return execFileSync("go", ["env", "GOVERSION"], {
			encoding: "utf8",
		}).trim();
	} catch {
		return null;
	}
}

/** Where nobody can answer (no terminal), the call itself is the answer. */
async function askToGoOn(): Promise<void> {
	const answer = await ask("Go on? [Y/n]");
	if (answer !== null && /^n/i.test(answer)) {
		throw new Error("Nothing was installed. Without these, the laboratory can't run.");
	}
}

if (import.meta.main) {
	try {
		const { values } = parseArgs({
			options: {
				yes: { type: "boolean", short: "y" },
				"dry-run": { type: "boolean" },
				study: { type: "boolean" },
				tests: { type: "boolean" },
				soak: { type: "boolean" },
			},
		});
		await setup({
			yes: values.yes ?? false,
			dryRun: values["dry-run"] ?? false,
			study: values.study ?? false,
			tests: values.tests ?? false,
			soak: values.soak ?? false,
		});
		if (!values["dry-run"]) console.log("The set-up is complete.");
	} catch (error) {
		console.error((error as Error).message);
		process.exit(1);
	}
}
