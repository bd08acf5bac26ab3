/**
 * Removes what the host kept of a stack; fine when there is nothing.
 *
 *     node leave.ts <stack>
 */
import { rmSync } from "node:fs";
import { hostFolder } from "../hostFolder.ts";

rmSync(hostFolder(process.argv[2] ?? "").folder, {
	recursive: true,
	force: true,
});
