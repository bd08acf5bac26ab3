import { mkdirSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test, vi } from "vitest";

const cache = mkdtempSync(join(tmpdir(), "holdfast-cache-"));
vi.stubEnv("XDG_CACHE_HOME", cache);
const originalPath = process.env.PATH;
// No tool of this machine's takes the place of one that is missing.
vi.stubEnv("PATH", "/usr/bin:/bin");
const { goBinary, goToolFolder, goTools } = await import("../goTools.ts");
const { buildGoTool, goEnvironment, inOneSentence, missingGoTools, secondsLeft } = await import("./goBuild.ts");
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

test("the compiler does without garbage collection only where each process has the memory for it, and never more than its share", () => {
	fc.assert(
		fc.property(fc.integer({ min: 256, max: 1 << 20 }), fc.integer({ min: 1, max: 256 }), (memoryMiB, processes) => {
			const { GOGC, GOMEMLIMIT } = goEnvironment(memoryMiB, processes);
			if (GOGC === undefined) {
				expect(memoryMiB / processes).toBeLessThan(2 * 1537);
				expect(GOMEMLIMIT).toBeUndefined();
			} else {
				const limit = Number(GOMEMLIMIT?.replace("MiB", ""));
				expect(limit * processes).toBeLessThanOrEqual(memoryMiB / 2);
			}
		}),
	);
});

test("what is left is as estimated at first, and later as it went, and nothing at the end", () => {
	const left = (share: number, seconds: number) => secondsLeft({ share, seconds, estimate: 100 });
	expect(left(0, 0)).toBe(100);
	expect(left(0.5, 300)).toBe(300);
	expect(left(1, 300)).toBe(0);
	// A resumed build is faster than estimated.
	expect(left(0.5, 3)).toBe(3);
});

const [tool] = goTools;
test.each([
	'go: k8s.io/api@v0.37.2: Get "https://proxy.example/k8s.io/api/@v/v0.37.2.zip": dial tcp 192.0.2.1:443: connect: connection refused',
	"go: k8s.io/api@v0.37.2: reading https://proxy.example/k8s.io/api/@v/v0.37.2.mod: 502 Bad Gateway",
	'go: k8s.io/api@v0.37.2: Get "https://proxy.example/k8s.io/api/@v/v0.37.2.zip": unexpected EOF',
])("%s is told in one sentence that says what to do", (said) => {
	if (!tool) throw new Error("There is no tool.");
	const { message } = inOneSentence(tool, new Error(`"go list" failed:\n${said}`));
	expect(message).toMatch(
		/^The Go modules that \S+ is made of can't be downloaded \([^\n]+\): see that the module proxy answers .*goes on where it was\.$/,
	);
});

test("another error is told as it is", () => {
	if (!tool) throw new Error("There is no tool.");
	const error = new Error("main.go:3: syntax error");
	expect(inOneSentence(tool, error)).toBe(error);
});

const porcupine = () => {
	const tool = goTools.find(({ name }) => name === "porcupine");
	if (!tool) throw new Error("There is no such tool.");
	rmSync(goToolFolder(tool), { recursive: true, force: true });
	return tool;
};
const expectNothingLeftOf = (tool: ReturnType<typeof porcupine>) =>
	expect(readdirSync(join(goToolFolder(tool), "..")).filter((name) => name.startsWith(tool.name))).toEqual([]);

test("a build whose disk fills is told in one sentence, and leaves nothing half made", async () => {
	const tool = porcupine();
	const folder = join(cache, "go-that-fills");
	mkdirSync(folder);
	// As Go does: half of the binary is there when the disk is full.
	writeFileSync(
		join(folder, "go"),
		`#!/bin/sh
[ "$1" = build ] || exit 0
while [ "$1" != -o ]; do shift; done
echo half > "$2/porcupine"
echo "go: copying: write $2/porcupine: no space left on device" >&2
exit 1
`,
		{ mode: 0o755 },
	);
	vi.stubEnv("PATH", `${folder}:/usr/bin:/bin`);
	await expect(buildGoTool(tool)).rejects.toThrow(/^Building porcupine stopped: no space left on device\.$/);
	expectNothingLeftOf(tool);
});

test("a build whose modules can't be had leaves nothing half made", async () => {
	const tool = porcupine();
	vi.stubEnv("PATH", originalPath);
	// Nobody answers at this port, and no module is there yet.
	vi.stubEnv("GOPROXY", "http://127.0.0.1:1");
	vi.stubEnv("GOMODCACHE", join(cache, "modules"));
	vi.stubEnv("GONOSUMDB", "*");
	await expect(buildGoTool(tool)).rejects.toThrow(
		/^The Go modules that porcupine is made of can't be downloaded \([^\n]*refused\)/,
	);
	expectNothingLeftOf(tool);
});
