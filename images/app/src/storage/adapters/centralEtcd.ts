import * as z from "zod/mini";
import { baseUrls } from "../../../../environment.ts";
import { httpRequest } from "../../../../request.ts";
import { DecentralStorage } from "../decentral.ts";
import { etcdStates } from "../etcd.ts";
import type { RetryingStorageOptions } from "../retryingStorage.ts";
import { forReading, readerOf } from "../stateReader.ts";
import { stateStorage } from "../stateStorage.ts";
import type { Adapter } from "./adapter.ts";

const environment = { ETCD_URLS: z._default(baseUrls, ["http://central:2379"]) };

export const centralEtcd: Adapter<typeof environment> = {
	name: "central-etcd",
	environment,
	open({ ETCD_URLS }, { pod, storage }) {
		const client = (options: RetryingStorageOptions) =>
			new DecentralStorage(etcdStates(ETCD_URLS, httpRequest()), options, "The central etcd");
		return stateStorage(pod, client(storage), undefined, () => readerOf(client(forReading(storage)), true));
	},
};
