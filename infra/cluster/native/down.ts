/** Stops the node and removes its traces; the claim stays. Fine when there is none. */
import { teardownNode } from "./teardown.ts";

try {
	await teardownNode();
} catch (error) {
	console.error((error as Error).message);
	process.exit(1);
}
