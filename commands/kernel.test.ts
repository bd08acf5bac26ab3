import { expect, test } from "vitest";
import { controlGroupVersion, kernelLines, missingCapabilities } from "./kernel.ts";

const all = "000001ffffffffff";

test("what a process may not do is named", () => {
	expect(missingCapabilities(all)).toEqual([]);
	expect(missingCapabilities("000001fffeffffff")).toEqual(["SYS_RESOURCE"]);
	expect(missingCapabilities("000001fffffffffe")).toEqual(["CHOWN"]);
	expect(missingCapabilities("0000000000000000")).toHaveLength(41);
});

test("control groups are of version 2 only where none of version 1 is mounted", () => {
	const v1 = { version: 1, controllers: ["memory"] } as const;
	const v2 = { version: 2, controllers: [] } as const;
	expect(controlGroupVersion([v2])).toBe(2);
	expect(controlGroupVersion([v1, v2])).toBe(1);
});

test("whether the laboratory was tried with it is said beside it", () => {
	expect(kernelLines(1, ["SYS_RESOURCE"])).toEqual([
		"control groups: version 1 (tried)",
		"capabilities: all but CAP_SYS_RESOURCE (tried)",
	]);
	expect(kernelLines(2, [])).toEqual([
		"control groups: version 2 (not tried yet)",
		"capabilities: all (not tried yet)",
	]);
});
