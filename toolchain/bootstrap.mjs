// The way in for every npm script. It is plain JavaScript, because it runs on whatever Node (20 or newer) the system
// has, before anything is installed: it installs the packages if the lock file asks for it, and goes on under the
// pinned Node that is one of them.
//
//     node toolchain/bootstrap.mjs <script.ts> [arguments …]
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

const checkout = join(import.meta.dirname, "..");
const node = join(checkout, "node_modules", ".bin", "node");

if (Number(process.versions.node.split(".")[0]) < 20) {
	console.error(
		`Node ${process.versions.node} is too old: install Node 20 or newer and try again.`,
	);
	process.exit(1);
}

// The store has packages of its own: they go into its image, and nowhere else.
installPackages(checkout, existsSync(node));
installPackages(join(checkout, "images", "store"), true, "--omit=optional");

const [script = "", ...scriptArguments] = process.argv.slice(2);
const child = spawn(node, [join(checkout, script), ...scriptArguments], {
	stdio: "inherit",
});
// The terminal sends Ctrl-C to both; only the child decides what it means. A kill from elsewhere is passed on.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => child.kill("SIGTERM"));
child.on("exit", (code, signal) => {
	process.exitCode = code ?? (signal === "SIGINT" ? 130 : 1);
});

/** Installs what the folder's package-lock.json pins, unless it did so before. */
function installPackages(folder, whole, ...options) {
	const stamp = join(folder, "node_modules", ".installed-from");
	const lock = readFileSync(join(folder, "package-lock.json"));
	const wanted = createHash("sha256").update(lock).digest("hex");
	if (whole && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) {
		return;
	}
	console.log(`Installing the npm packages of ${basename(folder)} …`);
	const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
	const install = spawnSync("npm", ["ci", ...options, ...quiet], {
		cwd: folder,
		stdio: "inherit",
	});
	if (install.status !== 0) {
		console.error(
			"npm could not install the packages (its own message is above): is a package registry reachable?",
		);
		process.exit(1);
	}
	writeFileSync(stamp, wanted);
}
