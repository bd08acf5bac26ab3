import { rm, writeFile } from "node:fs/promises";

const ballastBytes = 256 * 1024;

/** Room on a disk that is kept for what has to be told when the disk is full. */
export interface Ballast {
	/** Gives the room free; false if there is none to give. */
	drop(): Promise<boolean>;
}

/** Keeps room with a file of zeros, if there is room. */
export async function keepBallast(path: string): Promise<Ballast> {
	let isKept = await writeFile(path, Buffer.alloc(ballastBytes)).then(
		() => true,
		() => false,
	);
	if (!isKept) await rm(path, { force: true }).catch(() => {});
	return {
		async drop() {
			if (!isKept) return false;
			isKept = false;
			return rm(path).then(
				() => true,
				() => false,
			);
		},
	};
}
