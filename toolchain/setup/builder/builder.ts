/** An image to be built. */
export interface BuildOrder {
	/** Folder with the Dockerfile and all that it copies. */
	context: string;
	reference: string;
	/** BASE of the Dockerfile. */
	base?: string;
	labels: Readonly<Record<string, string>>;
}

/** Builds images; what it built is known to it until it is closed. */
export interface Builder {
	/** Gets an image from its registry. */
	pull(reference: string): Promise<void>;
	/** @throws Error with the program's last words */
	build(order: BuildOrder): Promise<void>;
	/**
	 * Adds an image to an OCI layout, in which it is called by its reference.
	 * @returns digest of its manifest
	 */
	addToLayout(reference: string, layout: string): Promise<string>;
	/** Leaves nothing behind. */
	close(): Promise<void>;
}

/** Parameters that all three understand alike. */
export function buildParameters({ context, reference, base, labels }: BuildOrder): string[] {
	return [
		...(base ? ["--build-arg", `BASE=${base}`] : []),
		...Object.entries(labels).flatMap(([name, value]) => ["--label", `${name}=${value}`]),
		...["--tag", reference],
		context,
	];
}
