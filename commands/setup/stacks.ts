import { existsSync, globSync } from "node:fs";
import { basename, join } from "node:path";
import { exampleStackName } from "../../infra/configuration/exampleStack.ts";
import { checkout } from "../../schema/checkout.ts";
import { keepPrivate } from "../../toolchain/backend.ts";
import { run } from "../../toolchain/run.ts";
import { shellEnvironment } from "../../toolchain/shell.ts";

const statesFolder = join(checkout, ".pulumi", "stacks", "holdfast");

/** Makes each stack that has a file in `stacks/` known to the local backend. */
export async function createStacks(): Promise<void> {
	const names = stacksWithFile().filter((name) => !existsSync(join(statesFolder, `${name}.json`)));
	keepPrivate(checkout);
	for (const name of names) {
		await run(["pulumi", "stack", "init", name, "--no-select"], {
			cwd: checkout,
			environment: shellEnvironment(),
		});
	}
}

/** Names of the stacks that have a file in `stacks/`. */
export function stacksWithFile(): string[] {
	return globSync("Pulumi.*.yaml", { cwd: join(checkout, "stacks") })
		.map((file) => basename(file).slice("Pulumi.".length, -".yaml".length))
		.filter((name) => name !== exampleStackName);
}
