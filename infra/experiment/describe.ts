/**
 * Writes the description of the laboratory that is up, with a token for the chaos scenario: made here and now, so that
 * it is never in the stack's state.
 *
 *     node describe.ts < description
 */
import { renameSync, writeFileSync } from "node:fs";
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
	const lab = {
		...description,
		kubernetes: { ...description.kubernetes, chaosToken: chaosToken.trim() },
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
