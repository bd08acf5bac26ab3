import { unixSeconds } from "../../clock.ts";
import { exit, onStop, orExit } from "../../exit.ts";
import { listen } from "../../listen.ts";
import { httpRequest } from "../../request.ts";
import { application } from "./http.ts";
import { createMetrics } from "./metrics.ts";
import { podsIn } from "./pods.ts";
import { podView } from "./podView.ts";
import { promotionEvents } from "./promotionEvents.ts";
import { readSettings } from "./settings.ts";
import { createStateController } from "./stateController.ts";

const tickSeconds = 1;

const settings = orExit(() => readSettings(process.env));
const tell = promotionEvents(settings, httpRequest(), unixSeconds, console.error);
const controller = createStateController({
	clock: () => performance.now() / 1000,
	label: (pod, role, epoch) => pods.label(pod, role, epoch),
	onPromoted(promotion) {
		metrics.promoted(promotion);
		void tell(promotion);
	},
	log: console.log,
});
const metrics = createMetrics(() => controller.terms());
const pods = podsIn(settings, {
	seen(pod) {
		const view = podView(pod);
		if (view) controller.seen(view);
	},
	gone: (uid) => controller.gone(uid),
});
const ticking = setInterval(() => controller.tick(), tickSeconds * 1000);

const server = await listen(
	application({
		controller,
		watching: pods.watching,
		registry: metrics.registry,
		token: settings.token,
	}),
	settings,
).catch(exit);
console.log(`watching ${settings.selector} in ${settings.namespace}, answering on port ${settings.port}`);

onStop(async () => {
	clearInterval(ticking);
	server.close();
	await pods.close();
	process.exit(0);
});
