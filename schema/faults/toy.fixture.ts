import { defineFault, hit, lastsSeconds } from "./definition.ts";

const beads = { type: "integer", min: 1, max: 10, named: 3, inWords: (count: number) => `${count} beads` } as const;

/** A kind of fault that nobody knows but a test: beads of an abacus are hidden for a while. */
export const toy = defineFault({
	kind: "hide-beads",
	does: "hides beads of an abacus",
	witness: "whoever counts them",
	fields: { victims: hit.victims, beads, lastsSeconds },
	whom: ({ beads }) => `${beads} beads`,
	order: { do: "hide-beads", fields: { files: { type: "text", list: true }, beads, lastsSeconds } },
	refusal: ({ containers, mode }) =>
		containers.includes("abacus") ? null : `needs an abacus, which the mode "${mode}" doesn't have`,
});
