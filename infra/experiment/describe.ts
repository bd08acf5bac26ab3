/**
 * Writes the description of the laboratory that is up, with the tokens of the chaos scenario, which never get into
 * the stack's state: the one for the Kubernetes API is made here and now, the fault agent's is read.
 *
 *     node describe.ts < description
 */
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { labFile } from "../../analysis/collect/labDescription.ts";
import { goBinary } from "../../toolchain/goTools.ts";
import { run } from "../../toolchain/run.ts";
import type { LabDescription } from "./lab.ts";

const tokenHours = 24;

try {
	const description = JSON.parse(await text(process.stdin)) as LabDescription;
	const chaosToken = await run(
		[
			...[goBinary("hyperkube"), "kubectl", "create", "token"],
			description.chaosAccount,
			...["--namespace", description.namespace],
			...["--duration", `${tokenHours}h`],
		],
		{
			environment: { KUBECONFIG: description.kubernetes.kubeconfig },
			limitSeconds: 30,
		},
	);
	const { faultAgent } = description.kubernetes;
	const lab = {
		...description,
		kubernetes: { ...description.kubernetes, chaosToken: chaosToken.trim() },
		agent: faultAgent && JSON.parse(readFileSync(faultAgent, "utf8")),
	};
	const file = labFile();
	writeFileSync(`${file}.new`, JSON.stringify(lab, null, "\t"), {
		mode: 0o600,
	});
	renameSync(`${file}.new`, file);
} catch (error) {
	console.error((error as Error).message);
	process.exit(1);
}
