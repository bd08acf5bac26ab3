import { createSingleton } from "../../kubernetes/singleton.ts";
import { runOf } from "../../names.ts";
import { liarName as name } from "../addresses.ts";
import { central } from "../central/deploy.ts";
import { storeName, storePort } from "../central/store.ts";
import type { Method, MethodArgs } from "../method.ts";

const port = 5985;

/** Of the reads and writes of a state. */
const liesRate = 0.02;

/**
 * An altered state is searched for on the whole chain: longer than any run gets need not be hashed.
 */
const indexLimit = 100_000;

/**
 * The central mode with a store that lies now and then (L. Lamport, R. Shostak, M. Pease, 1982): no
 * method, but a check of the checker. Nothing here tolerates it, so that a run has to show
 * violations.
 */
export function lying(args: MethodArgs): Method {
	const { cluster, settings, namespace, observability } = args;
	const store = central(args);
	createSingleton(name, {
		cluster,
		namespace,
		image: cluster.images.liar.reference,
		ports: { http: port },
		// The honest store's own, through the liar.
		readinessPath: "/_up",
		requests: { memory: "64Mi", cpu: "20m" },
		container: {
			env: [
				{ name: "PORT", value: String(port) },
				{ name: "STORE_URL", value: `http://${storeName}:${storePort}` },
				{ name: "LIES", value: String(liesRate) },
				{ name: "SEED", value: String(settings.seed) },
				{ name: "OBSERVER", value: observability.events },
				{
					name: "OBSERVER_TOKEN",
					valueFrom: observability.tokens.of("store"),
				},
			],
		},
		run: runOf(settings, cluster),
	});
	return {
		...store,
		applicationMode: "central",
		environment: [
			...store.environment.filter(({ name }) => name !== "CENTRAL_URL"),
			{ name: "CENTRAL_URL", value: `http://${name}:${port}` },
			{ name: "INDEX_LIMIT", value: String(indexLimit) },
		],
	};
}
