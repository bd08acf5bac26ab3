/**
 * Sends the member that listens on loopback a value larger than its heap, so that its JVM runs out
 * of memory. Runs in the network of the member's Pod, and ends well once the member has cut the
 * connection.
 *
 *     nsenter --target <process of the member> --net node e2e/soak/fillHeap.ts <port>
 */
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "hazelcast-client";
import { ReconnectMode } from "hazelcast-client/lib/config/ConnectionStrategyConfig.js";

const mebibytes = 128;
const patienceSeconds = 20;

const client = await Client.newHazelcastClient({
	clusterName: "holdfast",
	network: {
		clusterMembers: [`127.0.0.1:${process.argv[2]}`],
		smartRouting: false,
	},
	connectionStrategy: { reconnectMode: ReconnectMode.OFF },
	properties: { "hazelcast.logging.level": "OFF" },
});
const map = await client.getMap<string, string>("ballast");
const stored = map.set("ballast", "x".repeat(mebibytes * 1024 * 1024)).then(
	() => true,
	() => false,
);
const late = sleep(patienceSeconds * 1000).then(() => true);
const survived = await Promise.race([stored, late]);
if (survived) console.error(`The member took ${mebibytes} MiB and lives.`);
process.exit(survived ? 1 : 0);
