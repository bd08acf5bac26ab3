/**
 * Stops the node and removes its traces; the lease stays. Fine when there is none, or when it is
 * another stack's by now.
 */
import { mayTakeDown } from "./lease.ts";
import { teardownNode } from "./teardown.ts";

try {
	if (mayTakeDown()) await teardownNode();
	else console.error("Another laboratory is up, which is left alone.");
} catch (error) {
	console.error((error as Error).message);
	process.exit(1);
}
