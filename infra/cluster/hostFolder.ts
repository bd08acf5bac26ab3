import { join } from "node:path";
import { checkout } from "../../schema/checkout.ts";
import { cacheFolder, cacheKey } from "../../toolchain/cache.ts";

/** What the host keeps of a stack that is up on another platform than the native one. */
export interface HostFolder {
	folder: string;
	kubeconfig: string;
	ca: string;
	/** Describes the laboratory; holds its tokens. */
	lab: string;
}

/** Gone after `pulumi destroy`; below the cache, since it needs no root. */
export function hostFolder(stack: string): HostFolder {
	const folder = join(cacheFolder, "up", cacheKey(checkout), stack);
	return {
		folder,
		kubeconfig: join(folder, "kubeconfig"),
		ca: join(folder, "ca.crt"),
		lab: join(folder, "lab.json"),
	};
}

/**
 * Tells programs on the host, k6 among them, where the laboratory describes itself and whom it
 * trusts.
 */
export function hostEnvironment({ lab, ca }: HostFolder) {
	return { HOLDFAST_LAB: lab, HOLDFAST_CA: ca };
}
