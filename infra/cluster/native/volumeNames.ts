/** Storage class of the native platform's volumes, and its default. */
export const localVolumeClass = "local";

/**
 * What the class calls the program that makes its volumes
 * (`toolchain/go/kubernetes/local-volumes`).
 */
export const volumeProvisionerName = "holdfast.dev/local-volumes";

/** On the command lines of `up.ts` and `load.ts`: the stack claims volumes. */
export const volumesFlag = "--volumes";
