import { expect, test } from "vitest";
import { UNKNOWN } from "../provider/values.ts";
import { checkInputs } from "./inputs.ts";

test("good inputs pass, also those not known yet", () => {
	expect(
		checkInputs({
			create: "echo",
			update: UNKNOWN,
			triggers: [1, { any: "thing" }],
			environment: { A: "1", B: UNKNOWN },
			interpreter: ["bash", "-c"],
			logging: "none",
			addPreviousOutputInEnv: false,
		}),
	).toEqual([]);
	expect(checkInputs({ environment: UNKNOWN, triggers: UNKNOWN })).toEqual([]);
});

test("bad inputs are named with what they should be", () => {
	expect(
		checkInputs({
			create: 1,
			environment: { A: 1 },
			logging: "loud",
			craete: "echo",
			archivePaths: ["*"],
		}).map(({ property, reason }) => `${property}: ${reason}`),
	).toEqual([
		"create: create must be text.",
		"environment: environment must be an object whose values are text.",
		'logging: logging must be "stdout", "stderr", "stdoutAndStderr" or "none".',
		"craete: a Command has no input named craete; it knows create, update, delete, triggers, environment, stdin, dir, interpreter, logging, addPreviousOutputInEnv.",
		"archivePaths: archivePaths is not supported by this stand-in for the Pulumi command provider; let a later step read the files, or install the real provider.",
	]);
});
