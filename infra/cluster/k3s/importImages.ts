import type { NodeImages } from "../native/archives.ts";

/**
 * By which containerd's CRI plug-in tells the kubelet that an image is not to be collected as
 * garbage.
 */
const pinnedLabel = "io.cri-containerd.pinned";

/** What the references of all images of ours begin with. */
const ours = "holdfast.local/";

/** Runs a command and returns what it wrote. */
export type Run = (command: readonly string[]) => Promise<string>;

/**
 * Imports images into k3s' containerd, and pins them: no registry has them, so that one which the
 * kubelet collected on a full disk would be gone. Images of earlier builds are no longer pinned.
 */
export async function importImages(archives: NodeImages["archives"], run: Run): Promise<void> {
	const images = ["k3s", "ctr", "images"];
	const wanted = new Set<string>();
	for (const { archive, references } of archives) {
		await run([...images, "import", archive]);
		for (const { reference } of Object.values(references)) {
			await run([...images, "label", reference, `${pinnedLabel}=pinned`]);
			wanted.add(reference);
		}
	}
	const present = (await run([...images, "list", "--quiet"])).split("\n");
	for (const reference of present) {
		if (!reference.startsWith(ours) || wanted.has(reference)) continue;
		// Without a value the label goes.
		await run([...images, "label", reference, `${pinnedLabel}=`]);
	}
}
