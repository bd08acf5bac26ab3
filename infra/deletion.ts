import * as pulumi from "@pulumi/pulumi";

/**
 * From here on, whatever lives in the cluster goes with the lease: destroying a stack takes the
 * cluster away in one step, instead of asking a cluster that is about to go, or has gone, to delete
 * each of its objects.
 *
 * @param lease undefined: the cluster stays, and every object is deleted by itself
 */
export function deleteWithLease(lease: pulumi.Resource | undefined): void {
	if (lease === undefined) return;
	pulumi.runtime.registerStackTransformation(({ type, props, opts }) =>
		type.startsWith("kubernetes:") ? { props, opts: pulumi.mergeOptions(opts, { deletedWith: lease }) } : undefined,
	);
}
