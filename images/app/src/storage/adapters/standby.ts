import * as z from "zod/mini";
import { identityOf } from "../../../../../schema/standbyIdentity.ts";
import { unixSeconds } from "../../../../clock.ts";
import { baseUrl } from "../../../../environment.ts";
import { processStartOf } from "../../../../processStart.ts";
import { httpRequest } from "../../../../request.ts";
import { httpRoles } from "../../standby/roles.ts";
import { standbyStorage } from "../../standby/storage.ts";
import { couchDb } from "../couchdb.ts";
import type { Adapter } from "./adapter.ts";
import { couchEnvironment, couchProblem, couchSettings } from "./couchStore.ts";

const environment = {
	...couchEnvironment,
	CONTROLLER_URL: z._default(baseUrl, "http://controller:32300"),
	CONTROLLER_TOKEN: z.string("what the State Controller wants to be shown"),
};

export const standby: Adapter<typeof environment> = {
	name: "standby",
	environment,
	problem: couchProblem,
	identityOf,
	open(own, { pod, self, storage, onDeposed }) {
		const request = httpRequest();
		return standbyStorage({
			identity: pod,
			self: { ...self, process: processStartOf(performance.timeOrigin) },
			couch: couchDb(couchSettings(own), request),
			openCouch: () => couchDb(couchSettings(own), httpRequest()),
			ask: httpRoles(own.CONTROLLER_URL, own.CONTROLLER_TOKEN, request),
			clock: unixSeconds,
			onDeposed,
			storage,
		});
	},
};
