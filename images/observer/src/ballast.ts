import { rm, writeFile } from "node:fs/promises";

const ballastBytes = 256 * 1024;

/** Keeps room on a disk, with a file of zeros, for what has to be told when the disk is full. */
export async function keepBallast(path: string) {
	let isKept = await writeFile(path, Buffer.alloc(ballastBytes)).then(
		() => true,
		() => false,
	);
	if (!isKept) await rm(path, { force: true }).catch(() => {});
	return {
		/** Gives the room free; false if there is none to give. */
		async drop(): Promise<boolean> {
			if (!isKept) return false;
			isKept = false;
			return rm(path).then(
				() => true,
				() => false,
			);
		},
	};
}
