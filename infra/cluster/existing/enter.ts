/**
 * Makes the folder that the host keeps of a stack in a cluster that is there already, with several
 * kubeconfigs in one file; prints a report of the cluster.
 *
 *     node enter.ts <stack> <kubeconfig> [<context>]
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { delimiter } from "node:path";
import { hostFolder } from "../hostFolder.ts";
import { loadContext } from "./context.ts";
import { filesIn, readKubeconfigs } from "./kubeconfigFiles.ts";
import { reportOf } from "./report.ts";

const [stack = "", file = "", context = ""] = process.argv.slice(2);
try {
	const { report, authority } = await reportOf(loadContext(file, context));
	const host = hostFolder(stack);
	mkdirSync(host.folder, { recursive: true, mode: 0o700 });
	writeFileSync(host.ca, authority);
	if (file.includes(delimiter)) {
		const merged = JSON.stringify(readKubeconfigs(filesIn(file)));
		writeFileSync(host.kubeconfig, merged, { mode: 0o600 });
	}
	console.log(JSON.stringify(report));
} catch (error) {
	console.error((error as Error).message);
	process.exit(1);
}
