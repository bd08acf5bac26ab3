/**
 * Says how far a long step is: rewrites one line in a terminal, prints a line now and then
 * elsewhere.
 */
export interface Progress {
	update(text: string): void;
	done(text: string): void;
}

const logIntervalSeconds = 15;

/** @param name what is worked on, the same in every line */
export function progress(name: string): Progress {
	const terminal = process.stdout.isTTY === true;
	const start = Date.now();
	let last = Date.now();
	const seconds = () => ((Date.now() - start) / 1000).toFixed(0);
	return {
		update(text) {
			const interval = terminal ? 200 : logIntervalSeconds * 1000;
			if (Date.now() - last < interval) return;
			last = Date.now();
			if (terminal) {
				process.stdout.write(`\r\x1b[K  ${name}: ${text} (${seconds()} s)`);
			} else {
				console.log(`  ${name}: ${text} (${seconds()} s)`);
			}
		},
		done(text) {
			if (terminal) process.stdout.write("\r\x1b[K");
			console.log(`  ${name}: ${text} (${seconds()} s)`);
		},
	};
}

/** "3 min" or "40 s", for a time that nobody knows better. */
export function roughly(seconds: number): string {
	return seconds < 90 ? `${Math.max(10, Math.round(seconds / 10) * 10)} s` : `${Math.round(seconds / 60)} min`;
}
