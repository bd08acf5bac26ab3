import type { Adapter } from "./adapter.ts";
import { central } from "./central.ts";
import { centralEtcd } from "./centralEtcd.ts";
import { decentral } from "./decentral.ts";
import { hybrid } from "./hybrid.ts";
import { none } from "./none.ts";
import { standby } from "./standby.ts";
import { volume } from "./volume.ts";

/** The ways to keep states. Each is a file of its own; adding one is another, and a line here. */
export const adapters: readonly Adapter[] = [central, decentral, hybrid, centralEtcd, volume, standby, none];
