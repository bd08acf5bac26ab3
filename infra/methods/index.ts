import { central } from "./central.ts";
import { centralEtcd } from "./centralEtcd.ts";
import { decentral } from "./decentral.ts";
import { decentralEtcd } from "./decentralEtcd.ts";
import { hybrid } from "./hybrid.ts";
import { lying } from "./lying.ts";
import type { Method, MethodArgs } from "./method.ts";
import { none } from "./none.ts";
import { standby } from "./standby.ts";
import { study } from "./study.ts";
import { volume } from "./volume.ts";

/** Deploys the method that the stack's name asks for. */
export function createMethod(args: MethodArgs): Method {
	switch (args.settings.mode) {
		case "central":
			return central(args);
		case "decentral":
			return decentral(args);
		case "hybrid":
			return hybrid(args);
		case "decentral-etcd":
			return decentralEtcd(args);
		case "central-etcd":
			return centralEtcd(args);
		case "standby":
			return standby(args);
		case "lying":
			return lying(args);
		case "study":
			return study(args);
		case "none":
			return none(args);
		case "volume":
			return volume(args);
		default:
			// readSettings has refused every other name.
			throw new Error(`No method is called "${args.settings.mode}".`);
	}
}
