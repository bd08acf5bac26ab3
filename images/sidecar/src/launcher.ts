import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";

/** What starts the member of this Pod, once it is told whom to join; till then the member waits. */
export interface Launcher {
	/** Whether a member waits right now. */
	memberWaits(): Promise<boolean>;
	/**
	 * Lets the waiting member start.
	 *
	 * @param join address of the member to join; its own to found a cluster
	 * @returns false when nobody waits (any more)
	 */
	launch(join: string): Promise<boolean>;
	/** Lets go of the pipe: a member that waits goes on waiting. */
	close(): Promise<void>;
}

/**
 * A named pipe: whoever opens it for reading is held by the kernel until somebody opens it for
 * writing, and opening it for writing without waiting tells whether there is a reader (fifo(7)).
 * Nobody has to poll, and no signal is needed.
 */
export function pipeLauncher(path: string): Launcher {
	let pipe: FileHandle | null = null;
	async function held(): Promise<FileHandle | null> {
		if (pipe) return pipe;
		try {
			pipe = await open(path, constants.O_WRONLY | constants.O_NONBLOCK);
			return pipe;
		} catch (error) {
			const { code } = error as NodeJS.ErrnoException;
			// ENXIO: nobody reads; ENOENT: the member's container hasn't made the pipe yet.
			if (code === "ENXIO" || code === "ENOENT") return null;
			throw error;
		}
	}
	return {
		memberWaits: async () => (await held()) !== null,
		async launch(join) {
			const reader = await held();
			if (!reader) return false;
			pipe = null;
			try {
				await reader.write(`${join}\n`);
				return true;
			} catch (error) {
				// The member that waited was killed meanwhile.
				if ((error as NodeJS.ErrnoException).code === "EPIPE") return false;
				throw error;
			} finally {
				await reader.close();
			}
		},
		async close() {
			const reader = pipe;
			pipe = null;
			await reader?.close();
		},
	};
}
