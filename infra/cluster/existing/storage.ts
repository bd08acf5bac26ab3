/** A storage class, as the Kubernetes API shows it. */
export interface StorageClass {
	name: string;
	isDefault: boolean;
}

export const defaultClassAnnotation = "storageclass.kubernetes.io/is-default-class";

/**
 * One sentence; null when volumes can be had.
 *
 * @param wanted name of a class; empty: the cluster's default
 * @param without key and value with which the stack does without volumes; null: it can't
 */
export function storageProblem(
	context: string,
	classes: readonly StorageClass[],
	wanted: string,
	without: string | null,
): string | null {
	const names = classes.map(({ name }) => name).join(", ") || "none";
	const remedy = `name one with "pulumi config set storageClass …" (it has: ${names})${without === null ? "" : `, or keep the data in the Pods with "pulumi config set ${without}"`}.`;
	if (wanted === "") {
		return classes.some(({ isDefault }) => isDefault)
			? null
			: `The cluster of the context "${context}" has no default storage class: ${remedy}`;
	}
	return classes.some(({ name }) => name === wanted)
		? null
		: `The cluster of the context "${context}" has no storage class "${wanted}": ${remedy}`;
}
