import { central } from "./central.ts";
import { centralEtcd } from "./centralEtcd.ts";
import { decentral } from "./decentral.ts";
import { decentralEtcd } from "./decentralEtcd.ts";
import { hybrid } from "./hybrid.ts";
import { lying } from "./lying.ts";
import type { MethodDefinition } from "./method.ts";
import { none } from "./none.ts";
import { standby } from "./standby.ts";
import { study } from "./study.ts";
import { volume } from "./volume.ts";

/**
 * The fault-tolerance methods, in the order of texts. Each is a file of its own; adding one is
 * another, and a line here.
 */
export const methods: readonly MethodDefinition[] = [
	central,
	decentral,
	hybrid,
	decentralEtcd,
	centralEtcd,
	volume,
	standby,
	none,
	lying,
	study,
];
