import { mulberry32 } from "../../../schema/victims.ts";
import { unixSeconds } from "../../clock.ts";
import { exit, onStop, orExit } from "../../exit.ts";
import { listen } from "../../listen.ts";
import { tellObserver } from "../../observerEvents.ts";
import { httpRequest } from "../../request.ts";
import { application } from "./http.ts";
import { type Lie, lyingStore } from "./lyingStore.ts";
import { readSettings } from "./settings.ts";

const settings = orExit(() => readSettings(process.env));
const request = httpRequest();

function tell({ kind, id, instead, said }: Lie): void {
	const detail = `${kind}: ${said} instead of ${instead}`;
	console.log(`${id}: ${detail}`);
	const event = { source: "store", event: "lied", pod: id, detail, senderTime: unixSeconds() } as const;
	void tellObserver(settings, request, event, console.error);
}

const server = await listen(
	application(
		settings.store,
		lyingStore(request, {
			rate: settings.rate,
			random: mulberry32(settings.seed),
			onLie: tell,
		}),
	),
	settings,
).catch(exit);
console.log(`lying about ${settings.rate} of what ${settings.store} says, port ${settings.port}`);

onStop(() => {
	server.close(() => process.exit(0));
	setTimeout(() => process.exit(0), 500).unref();
});
