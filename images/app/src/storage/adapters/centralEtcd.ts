// The full zod would cost each replica 11 MB of memory (measured with Node 24).
import * as z from "zod/mini";
import { httpRequest } from "../../../../request.ts";
import { DecentralStorage } from "../decentral.ts";
import { etcdStates } from "../etcd.ts";
import { stateStorage } from "../stateStorage.ts";
import type { Adapter } from "./adapter.ts";
import { urls } from "./urls.ts";

const environment = {
	ETCD_URLS: z._default(urls, ["http://central:2379"]),
};

export const centralEtcd: Adapter<typeof environment> = {
	name: "central-etcd",
	environment,
	open: ({ ETCD_URLS }, { pod, storage }) =>
		stateStorage(
			pod,
			new DecentralStorage(
				etcdStates(ETCD_URLS, httpRequest()),
				storage,
				"The central etcd",
			),
		),
};
