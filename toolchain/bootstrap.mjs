// The way in for every npm script. It is plain JavaScript, because it runs on whatever Node (20 or
// newer) the system has, before anything is installed: it looks at the command line, installs the
// packages if the lock file asks for it, and goes on under the pinned Node that is one of them.
//
//     node toolchain/bootstrap.mjs <script.ts> [arguments …]
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { lookAt } from "./commands.mjs";
import { installPackages } from "./installPackages.mjs";

const checkout = join(import.meta.dirname, "..");
const nodeInside = join("node_modules", ".bin", "node");
const node = join(checkout, nodeInside);

if (Number(process.versions.node.split(".")[0]) < 20) {
	console.error(`Node ${process.versions.node} is too old: install Node 20 or newer and try again.`);
	process.exit(1);
}

const [script = "", ...scriptArguments] = process.argv.slice(2);
const look = lookAt(script, scriptArguments, process.env);
if (!look.run && !(look.ownHelp && existsSync(node))) {
	console[look.code === 0 ? "log" : "error"](look.text);
	process.exit(look.code);
}
if (look.run) {
	try {
		installPackages(checkout, nodeInside, []);
		// The store has packages of its own: they go into its image, and nowhere else.
		installPackages(join(checkout, "images", "store"), "", ["--omit=optional"]);
	} catch (error) {
		console.error(error.message);
		process.exit(1);
	}
}

if (look.run && look.speaksToLab) delete process.env.NODE_USE_ENV_PROXY;
const child = spawn(node, [join(checkout, script), ...scriptArguments], {
	stdio: "inherit",
});
// The terminal sends Ctrl-C to both; only the child decides what it means. A kill from elsewhere is
// passed on.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => child.kill("SIGTERM"));
child.on("exit", (code, signal) => {
	process.exitCode = code ?? (signal === "SIGINT" ? 130 : 1);
});
