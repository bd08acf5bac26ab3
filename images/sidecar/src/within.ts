/** Waited in vain. */
export class TimedOut extends Error {
	override name = "TimedOut";
}

/**
 * The result of `work`, unless it takes too long; `work` itself goes on, its end is nobody's any
 * more.
 *
 * @param what is waited for, for the error
 * @throws TimedOut
 */
export async function within<T>(limitSeconds: number, what: string, work: () => Promise<T>): Promise<T> {
	let timer: NodeJS.Timeout | undefined;
	const limit = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(new TimedOut(`waited ${limitSeconds} s in vain for ${what}`)), limitSeconds * 1000);
	});
	try {
		return await Promise.race([work(), limit]);
	} finally {
		clearTimeout(timer);
	}
}
