import { identities } from "../../schema/victims.ts";
import { order } from "./agent.ts";
import type { Hit, World } from "./procedure.ts";

type Fault = { victims: number; beads: number; lastsSeconds: number };

export const toy = {
	choose: ({ victims }: Fault, { lab }: World) => ({
		pods: identities(lab.replicas)
			.slice(0, victims)
			.map((name) => ({ name })),
	}),
	inject({ beads, lastsSeconds }: Fault, { pods }: Hit, { lab, hit }: World) {
		const files = pods.map(({ name }) => `/abacus/${name}`);
		hit(pods, order(lab, { do: "hide-beads", files, beads, lastsSeconds } as never));
	},
};
