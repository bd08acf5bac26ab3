import {
	mkdirSync,
	mkdtempSync,
	rmSync,
	truncateSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";

const cache = mkdtempSync(join(tmpdir(), "holdfast-cache-"));
vi.stubEnv("XDG_CACHE_HOME", cache);
// No tool of this machine's takes the place of one that is missing.
vi.stubEnv("PATH", "/usr/bin:/bin");
const { goBinary, goToolFolder, goTools } = await import("../goTools.ts");
const { missingGoTools } = await import("./goBuild.ts");
const { noteWhole } = await import("../wholeness.ts");
afterAll(() => {
	vi.unstubAllEnvs();
	rmSync(cache, { recursive: true });
});

const all = { tests: true, soak: true };

test("each tool that isn't there, is empty or is cut short is built again, and none that is whole", () => {
	expect(missingGoTools(all)).toEqual(goTools);
	for (const tool of goTools) {
		mkdirSync(goToolFolder(tool), { recursive: true });
		for (const { name } of tool.binaries) {
			const file = join(goToolFolder(tool), name);
			writeFileSync(file, `#!/bin/sh\necho ${name}`);
			noteWhole(file);
		}
	}
	expect(missingGoTools(all)).toEqual([]);
	for (const tool of goTools) {
		for (const { name } of tool.binaries) {
			const file = join(goToolFolder(tool), name);
			expect(goBinary(name)).toBe(file);
			for (const length of [3, 0]) {
				truncateSync(file, length);
				expect(missingGoTools(all)).toEqual([tool]);
				expect(() => goBinary(name)).toThrow('run "npm run setup');
			}
			writeFileSync(file, `#!/bin/sh\necho ${name}`);
			expect(missingGoTools(all)).toEqual([]);
		}
	}
});
