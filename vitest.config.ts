import { defineConfig } from "vitest/config";

export default defineConfig({
	test: {
		projects: [
			{
				test: {
					name: "unit",
					sequence: { groupOrder: 1 },
					include: ["{schema,infra,images,k6,analysis,toolchain,commands}/**/*.test.ts"],
					exclude: ["**/node_modules/**", "**/*.engine.test.ts"],
					// Few take seconds of their own, but on a busy machine each may wait for a processor.
					testTimeout: 60_000,
				},
			},
			{
				test: {
					name: "engine",
					sequence: { groupOrder: 2 },
					include: ["{infra,toolchain,k6,images,analysis,commands}/**/*.engine.test.ts"],
					testTimeout: 120_000,
					hookTimeout: 120_000,
					maxWorkers: 2,
				},
			},
			{
				test: {
					name: "browser",
					sequence: { groupOrder: 3 },
					include: ["e2e/browser/**/*.test.ts"],
					testTimeout: 120_000,
					hookTimeout: 120_000,
					fileParallelism: false,
				},
			},
			{
				test: {
					name: "e2e",
					// By itself: it compares the whole machine before and after.
					sequence: { groupOrder: 4 },
					include: ["e2e/**/*.test.ts"],
					exclude: ["**/node_modules/**", "e2e/browser/**"],
					testTimeout: 600_000,
					hookTimeout: 600_000,
					fileParallelism: false,
				},
			},
		],
	},
});
