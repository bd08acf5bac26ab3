import { ascending } from "d3-array";

/** The application's container in the Pod of a replica; every other one there is the method's. */
export const applicationContainer = "app";

/**
 * What some kubelets report beside containers: the whole Pod, and the sandbox that holds its
 * network.
 */
const noContainers: ReadonlySet<string> = new Set(["", "POD"]);

/** Whether a sample's `container` names one. */
export function isContainer(name: string): boolean {
	return !noContainers.has(name);
}

/** Container names in the order in which reports show them: the application first. */
export function inOrderOfContainers(names: Iterable<string>): string[] {
	const rank = (name: string) => (name === applicationContainer ? 0 : 1);
	return [...new Set(names)].sort((a, b) => rank(a) - rank(b) || ascending(a, b));
}
