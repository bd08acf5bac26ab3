import { defineConfig } from "vitest/config";

/** Tests that last longer than anybody waits for: `npm run soak`. */
export default defineConfig({
	test: {
		include: ["e2e/soak/**/*.soak.ts"],
		testTimeout: 900_000,
		hookTimeout: 600_000,
		fileParallelism: false,
	},
});
