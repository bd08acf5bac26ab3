import * as pulumi from "@pulumi/pulumi";

/**
 * From here on, whatever lives in the cluster goes with the claim: destroying a stack takes the cluster away in one
 * step, instead of asking a cluster that is about to go, or has gone, to delete each of its objects.
 *
 * @param claim undefined: the cluster stays, and every object is deleted by itself
 */
export function deleteWithClaim(claim: pulumi.Resource | undefined): void {
	if (claim === undefined) return;
	pulumi.runtime.registerStackTransformation(({ type, props, opts }) =>
		type.startsWith("kubernetes:") ? { props, opts: pulumi.mergeOptions(opts, { deletedWith: claim }) } : undefined,
	);
}
