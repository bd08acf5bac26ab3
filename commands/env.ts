/** Prints what a shell needs to use the set-up's tools: `eval "$(npm run --silent env)"`. */
import { shellEnvironment } from "../toolchain/shell.ts";

try {
	for (const [name, value] of Object.entries(shellEnvironment())) {
		console.log(`export ${name}='${value.replaceAll("'", "'\\''")}'`);
	}
} catch (error) {
	console.error((error as Error).message);
	process.exit(1);
}
