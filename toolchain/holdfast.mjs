#!/usr/bin/env node
// `npx holdfast <command> …`: the same commands as the npm scripts', by one name.
import { commands, misusedCode, overview, unknownCommand } from "./commands.mjs";

const [name = "--help", ...parameters] = process.argv.slice(2);
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
if (command !== undefined) {
	process.argv.splice(2, process.argv.length, command.script, ...parameters);
	await import("./bootstrap.mjs");
} else if (["--help", "-h", "help"].includes(name)) {
	console.log(overview());
} else {
	console.error(unknownCommand(name));
	process.exitCode = misusedCode;
}
