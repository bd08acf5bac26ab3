import { isObject, type Properties } from "../../toolchain/plugins/provider/values.ts";

/** A resource as Pulumi exports it (`apitype.ResourceV3`); only what is looked at here. */
export interface StateResource {
	urn: string;
	custom: boolean;
	type: string;
	id?: string;
	inputs?: Properties;
	outputs?: Properties;
	/** URN and id, with `::` between. */
	provider?: string;
	/** Replaced, and waiting to be deleted. */
	delete?: boolean;
	/** Deleted already, to be made anew. */
	pendingReplacement?: boolean;
	/** Why it isn't as it should be: the engine brings it up to date with the next `up`. */
	initErrors?: string[];
}

/** A stack's state as Pulumi exports it. */
export interface Deployment {
	resources?: StateResource[];
	pending_operations?: { resource: StateResource; type: string }[];
}

/**
 * A state in which nothing is pending any more. What was being created when the engine was killed
 * may be there or not; as a resource that isn't as it should be, the next `up` makes it again, or
 * goes on with it, and `destroy` deletes it. What was being updated or deleted is in the state as
 * it was before.
 *
 * Objects of a cluster can be made twice, by server-side apply, and deleted when they aren't there.
 */
export function withNothingPending({ resources = [], pending_operations = [], ...rest }: Deployment): Deployment {
	let known = [...resources];
	for (const { resource, type } of pending_operations) {
		if (type !== "creating" || !resource.custom) continue;
		const unfinished = resource.type.startsWith("kubernetes:")
			? unfinishedObject(resource)
			: unfinishedCommand(resource);
		if (!unfinished) continue;
		const other = known.find((each) => each.urn === resource.urn && !each.delete);
		if (other === undefined) known.push(unfinished);
		else if (other.pendingReplacement) known = known.map((each) => (each === other ? unfinished : each));
	}
	return { ...rest, resources: known };
}

function unfinishedObject(resource: StateResource): StateResource | null {
	const { inputs = {} } = resource;
	// A Helm release says its own at the top.
	const named = isObject(inputs.metadata) ? inputs.metadata : inputs;
	const { name, namespace } = named;
	if (typeof name !== "string") return null;
	const id = namespace === undefined ? name : `${namespace}/${name}`;
	const initErrors = ["It was being made when pulumi was killed."];
	return { ...resource, id, outputs: inputs, initErrors };
}

/**
 * A command that has only its `delete` yet, so that the program's `create` is a change, and runs.
 */
function unfinishedCommand(resource: StateResource): StateResource | null {
	if (resource.type !== "command:local:Command") return null;
	const { create: _, ...inputs } = resource.inputs ?? {};
	const name = resource.urn.split("::").at(-1);
	return { ...resource, id: `${name}-interrupted`, inputs, outputs: inputs };
}
