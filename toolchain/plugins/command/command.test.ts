import { afterEach, expect, test, vi } from "vitest";
import { environmentOf, failure, loggedStreams } from "./command.ts";

afterEach(() => vi.unstubAllEnvs());

const result = { exitCode: 3, endedBy: null, stdout: "out\n", stderr: "" };

test("a failure says how, and quotes standard error, or else standard output", () => {
	expect(failure("create", { ...result, stderr: "no\n" })).toBe(
		"create failed with exit code 3; its standard error:\nno",
	);
	expect(failure("create", result)).toBe("create failed with exit code 3; its standard output:\nout");
	expect(failure("delete", { ...result, stdout: "" })).toBe("delete failed with exit code 3; it printed nothing.");
	expect(failure("update", { ...result, exitCode: null, endedBy: "SIGSEGV" })).toContain("update was ended by SIGSEGV");
});

test("of a long output only the end is quoted", () => {
	const stderr = Array.from({ length: 100 }, (_, i) => `line ${i}`).join("\n");
	const message = failure("create", { ...result, stderr });
	expect(message).toContain("the last 20 lines of its standard error:\nline 80");
	expect(message).not.toContain("line 79");
});

test("a command's environment is ours, its own on top, and what it printed last", () => {
	vi.stubEnv("OURS", "1");
	vi.stubEnv("BOTH", "ours");
	const previous = { stdout: "before", stderr: "" };
	const environment = environmentOf({ environment: { BOTH: "its own" } }, previous);
	expect(environment).toMatchObject({
		OURS: "1",
		BOTH: "its own",
		PULUMI_COMMAND_STDOUT: "before",
	});
	expect(environment).not.toHaveProperty("PULUMI_COMMAND_STDERR");
	expect(environmentOf({ addPreviousOutputInEnv: false }, previous)).not.toHaveProperty("PULUMI_COMMAND_STDOUT");
});

test("both streams are shown unless the program says otherwise", () => {
	expect(loggedStreams(undefined)).toEqual(["stdout", "stderr"]);
	expect(loggedStreams("stdoutAndStderr")).toEqual(["stdout", "stderr"]);
	expect(loggedStreams("stderr")).toEqual(["stderr"]);
	expect(loggedStreams("none")).toEqual([]);
});
