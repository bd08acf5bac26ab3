import { mulberry32 } from "../../../schema/victims.ts";
import { bearer } from "../../bearer.ts";
import { unixSeconds } from "../../clock.ts";
import { exit, orExit } from "../../exit.ts";
import { listen } from "../../listen.ts";
import { httpRequest } from "../../request.ts";
import { application } from "./http.ts";
import { type Lie, lyingStore } from "./lyingStore.ts";
import { readSettings } from "./settings.ts";

const settings = orExit(() => readSettings(process.env));
const request = httpRequest();
const tellSeconds = 2;

function tell({ kind, id, instead, said }: Lie): void {
	const detail = `${kind}: ${said} instead of ${instead}`;
	console.log(`${id}: ${detail}`);
	if (settings.observer === null) return;
	request("POST", `${settings.observer}/events`, {
		headers: { "content-type": "application/json", ...bearer(settings.observerToken) },
		timeoutSeconds: tellSeconds,
		body: JSON.stringify({
			...{ source: "store", event: "lied", pod: id, detail },
			senderTime: unixSeconds(),
		}),
	})
		.then(({ status }) => {
			if (status >= 400) throw new Error(`${status}`);
		})
		.catch((error: Error) => console.error(`the observer didn't take a lie: ${error.message}`));
}

const server = await listen(
	application(
		settings.store,
		lyingStore(httpRequest(), {
			rate: settings.rate,
			random: mulberry32(settings.seed),
			onLie: tell,
		}),
	),
	settings,
).catch(exit);
console.log(`lying about ${settings.rate} of what ${settings.store} says, port ${settings.port}`);

for (const signal of ["SIGTERM", "SIGINT"] as const) {
	process.once(signal, () => {
		server.close(() => process.exit(0));
		setTimeout(() => process.exit(0), 500).unref();
	});
}
