import { httpRequest } from "../../../../request.ts";
import { CentralStorage } from "../central.ts";
import { couchDb } from "../couchdb.ts";
import { stateStorage } from "../stateStorage.ts";
import type { Adapter } from "./adapter.ts";
import { couchEnvironment, couchProblem, couchSettings } from "./couchStore.ts";

export const central: Adapter<typeof couchEnvironment> = {
	name: "central",
	environment: couchEnvironment,
	problem: couchProblem,
	open: (own, { pod, storage }) =>
		stateStorage(
			pod,
			new CentralStorage(couchDb(couchSettings(own), httpRequest()), storage),
		),
};
