import * as pulumi from "@pulumi/pulumi";
import { choosePlatform } from "./cluster/choose.ts";
import { machineFacts } from "./cluster/machine.ts";
import { readSettings } from "./config.ts";
import { refuseUnknownKeys } from "./configuration/unknownKeys.ts";
import { explained, explainedLater } from "./errors.ts";
import { createLaboratory } from "./laboratory.ts";
import { refuseUnfit } from "./preview.ts";

const config = new pulumi.Config();
const settings = explained(() => {
	refuseUnknownKeys(Object.keys(pulumi.runtime.allConfig()));
	return readSettings(
		pulumi.getStack(),
		(key) => config.get(key),
		(wanted) => {
			const { platform, because } = choosePlatform(wanted, machineFacts);
			if (because !== null) {
				pulumi.log.info(`The platform is ${platform}: ${because}.`);
			}
			return platform;
		},
	);
});
await explainedLater(() => refuseUnfit(settings));

// Its outputs. Named exports would have to be there for every stack, and Pulumi warns of each that
// is undefined.
export default await explainedLater(() => createLaboratory(settings));
