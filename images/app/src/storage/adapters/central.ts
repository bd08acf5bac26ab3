import { httpRequest } from "../../../../request.ts";
import { CentralStorage } from "../central.ts";
import { couchDb } from "../couchdb.ts";
import type { RetryingStorageOptions } from "../retryingStorage.ts";
import { forReading, readerOf } from "../stateReader.ts";
import { stateStorage } from "../stateStorage.ts";
import type { Adapter } from "./adapter.ts";
import { couchEnvironment, couchProblem, couchSettings } from "./couchStore.ts";

export const central: Adapter<typeof couchEnvironment> = {
	name: "central",
	environment: couchEnvironment,
	problem: couchProblem,
	open(own, { pod, storage }) {
		const client = (options: RetryingStorageOptions) =>
			new CentralStorage(couchDb(couchSettings(own), httpRequest()), options);
		return stateStorage(pod, client(storage), undefined, () => readerOf(client(forReading(storage)), true));
	},
};
