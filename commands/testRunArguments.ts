import { parseArgs } from "node:util";
import { wholeNumber } from "../k6/variables.ts";

/** What the command line of `testRun.ts` says. */
export interface TestRunArguments {
	parallelism: number;
	/** Null: k6's own, in the version that the set-up builds. */
	image: string | null;
	/** Null: the operator's own, in the version that the manifest is written for. */
	starterImage: string | null;
	/** Of the load, as `k6 run -e` takes them. */
	variables: Record<string, string>;
}

const loadVariables = ["CLIENTS", "READS", "ADVANCES", "DURATION"];
const mostProcesses = 64;

/** @throws Error with one sentence that names the option, its value and what is allowed */
export function readTestRunArguments(commandLine: readonly string[]): TestRunArguments {
	const { values } = parseArgs({
		args: [...commandLine],
		options: {
			parallelism: { type: "string", default: "2" },
			image: { type: "string" },
			"starter-image": { type: "string" },
			env: { type: "string", short: "e", multiple: true, default: [] },
		},
	});
	const parallelism = wholeNumber({ "--parallelism": values.parallelism }, "--parallelism", {
		minimum: 1,
		maximum: mostProcesses,
	});
	return {
		parallelism: parallelism ?? 1,
		image: values.image ?? null,
		starterImage: values["starter-image"] ?? null,
		variables: Object.fromEntries(
			values.env.map((text) => {
				const [name = "", ...rest] = text.split("=");
				if (rest.length === 0 || !loadVariables.includes(name)) {
					throw new Error(`-e ${text}: give <name>=<value>, where the name is one of: ${loadVariables.join(", ")}.`);
				}
				return [name, rest.join("=")];
			}),
		),
	};
}
